// The data thread: reads the journal, judges, stores, and answers queries. Its own thread, so that neither a heavy
// query nor a slow store holds up the acknowledgement of a reading.
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ReadingBatch } from '@banyu/contracts';
import {
  type EventQuery,
  openPipeline,
  openSealer,
  type Pipeline,
  type PlantFindingQuery,
  type RejectQuery,
  type RequalifyQuery,
} from '@banyu/ingest';
import { openDeviceDirectory, openQualityDirectory, openRegistry, type Registry } from '@banyu/registry';
import type {
  AggregateQuery,
  CoverageQuery,
  ExportQuery,
  RawSeriesQuery,
  ReadingsQuery,
  SeriesFilter,
  Store,
} from '@banyu/store';
import type { Logger } from 'pino';
import { copyData } from '../backup/copy-data.ts';
import { correctedBuckets, correctedPoints, type Layers } from '../corrected/corrected-series.ts';
import { figureChanges } from '../figure-changes.ts';
import { type Derived, keepDerived } from '../keep-derived.ts';
import { derivedLimits } from '../limits/derived-limits.ts';
import { createLogger } from '../logger.ts';
import { openDerived, openStore } from '../open-store.ts';
import { pathsIn } from '../paths.ts';
import { type DataWorkerInput, type DataWorkerNotice, WAKE } from './data-protocol.ts';
import { serveMethods } from './rpc.ts';
import { slotMethods } from './slots.ts';

/** How long a clean stop waits for the store; what is not stored by then waits in the journal. */
const DRAIN_MS = 5_000;
const RETENTION_EVERY_MS = 3_600_000;
/** Neighbours are compared by the hour, balances by the day: a quarter of an hour later is soon enough. */
const COMPARE_EVERY_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

export type DataMethods = Awaited<ReturnType<typeof openData>>;

async function openData(port: MessagePort, { config, listening }: DataWorkerInput) {
  const log = createLogger(config).child({ part: 'data' });
  const paths = pathsIn(config.dataDirectory);
  const directory = openDeviceDirectory({ path: paths.registry });
  const quality = openQualityDirectory({ path: paths.registry });
  const store = await openStore(config, log);
  const writer = await openDerived(config, log);
  let derived: Derived | undefined;
  let registry: Registry | undefined;
  const pipeline = await openPipeline({
    journalDirectory: paths.journal,
    stateDirectory: paths.ingest,
    store,
    directory,
    quality,
    log,
    onStored: (batch) => {
      derived?.stored(batch);
      if (Atomics.load(listening, 0) === 0) {
        port.postMessage({ kind: 'unheard' } satisfies DataWorkerNotice);
        return;
      }
      const stored = compact(batch);
      port.postMessage({ kind: 'stored', batch: stored } satisfies DataWorkerNotice, buffersOf(stored));
    },
    onCursor: (cursor) => port.postMessage({ kind: 'cursor', cursor } satisfies DataWorkerNotice),
  });
  if (writer !== undefined) {
    const timeZone = (plant: string) => quality.timeZone(plant);
    const events = (query: EventQuery) => pipeline.events(query);
    const opened = await openRegistry({ path: paths.registry });
    registry = opened;
    const windows = (after: number) => opened.windows.newest({ after });
    derived = keepDerived({
      ...{ store, writer, events, windows, timeZone, clock: Date.now, log },
      corrections: opened.corrections,
      changes: figureChanges(opened.audit),
      limits: derivedLimits(opened),
    });
  }
  const sealer = openSealer({ pipeline, store, path: paths.seals, clock: Date.now, log });
  let progress = { done: 0, all: 0 };
  const retention = keepRetention(store, pipeline, config.store.rawDays, log);
  const comparing = keepComparing(pipeline, log);
  port.on('message', (message: unknown) => {
    if (message === WAKE) pipeline.wake();
  });
  return {
    latest: (filter: SeriesFilter) => store.latest(filter),
    readings: (query: ReadingsQuery) => store.readings(query),
    rawSeries: (query: RawSeriesQuery) => store.rawSeries(query),
    aggregate: (query: AggregateQuery) => store.aggregate(query),
    correctedPoints: (query: RawSeriesQuery & Layers) => correctedPoints(store, query),
    correctedBuckets: (query: AggregateQuery & Layers) => correctedBuckets(store, query),
    coverage: (query: CoverageQuery) => store.coverage(query),
    export: (query: ExportQuery) => store.export(query),
    copyTo: (directory: string) => copyData(config.dataDirectory, store, directory),
    ping: () => store.ping(),
    rejects: (query: RejectQuery) => pipeline.rejects(query),
    rejectCounts: () => pipeline.rejectCounts(),
    events: (query: EventQuery) => pipeline.events(query),
    plantFindings: (query: PlantFindingQuery) => pipeline.plantFindings(query),
    deviceStates: () => pipeline.deviceStates(),
    statistics: () => pipeline.statistics(),
    idle: () => pipeline.idle(),
    requalify: (query: RequalifyQuery) => {
      progress = { done: 0, all: 0 };
      return pipeline.requalify(query, (done, all) => {
        progress = { done, all };
      });
    },
    requalifyProgress: () => progress,
    sealHead: () => sealer.head(),
    ...slotMethods(store, pipeline, Date.now()),
    close: async () => {
      await Promise.race([pipeline.idle(), new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
      clearInterval(retention);
      clearInterval(comparing);
      // A round that waits for the pipeline ends with it.
      await Promise.all([pipeline.close(), sealer.close(), derived?.close()]);
      await registry?.close();
      await store.close();
      directory.close();
      quality.close();
    },
  };
}

/** Compares the devices of plants with each other, now and then. */
function keepComparing(pipeline: Pipeline, log: Logger): NodeJS.Timeout {
  const compare = async () => {
    try {
      await pipeline.comparePlants();
    } catch (error) {
      log.error(
        { err: error },
        'devices could not be compared with each other; tried again in the next round',
      );
    }
  };
  void compare();
  return setInterval(() => void compare(), COMPARE_EVERY_MS);
}

/** Lets raw readings go by age, now and then; undefined when they stay for ever. */
function keepRetention(
  store: Store,
  pipeline: Pick<Pipeline, 'forgetSigned'>,
  rawDays: number | null,
  log: Logger,
): NodeJS.Timeout | undefined {
  if (rawDays === null) return undefined;
  const retain = async () => {
    try {
      const rawBefore = Date.now() - rawDays * DAY_MS;
      const { deleted } = await store.retain({ rawBefore });
      pipeline.forgetSigned(rawBefore);
      if (deleted > 0) log.info({ deleted, rawDays }, 'raw readings deleted by age; hourly figures stay');
    } catch (error) {
      log.error({ err: error }, 'raw readings could not be deleted by age; tried again in an hour');
    }
  };
  void retain();
  return setInterval(() => void retain(), RETENTION_EVERY_MS);
}

/** The rows in use, in buffers of their own: a view would take its whole buffer along. */
function compact(batch: ReadingBatch) {
  const { series, length, seriesIndex, t, value, flag, tests, settingsVersion, receivedAt } = batch;
  return {
    series,
    length,
    seriesIndex: seriesIndex.slice(0, length),
    t: t.slice(0, length),
    value: value.slice(0, length),
    flag: flag.slice(0, length),
    tests: tests.slice(0, length),
    settingsVersion: settingsVersion.slice(0, length),
    receivedAt: receivedAt.slice(0, length),
    ...(batch.completed && { completed: true as const }),
  };
}

function buffersOf({
  seriesIndex,
  t,
  value,
  flag,
  tests,
  settingsVersion,
  receivedAt,
}: ReturnType<typeof compact>): ArrayBuffer[] {
  return [seriesIndex, t, value, flag, tests, settingsVersion, receivedAt].map(({ buffer }) => buffer);
}

const port = parentPort;
if (port === null) throw new Error('workers/data.ts runs as a worker thread');
await once(port, 'message');
serveMethods(port, await openData(port, workerData as DataWorkerInput));
port.postMessage({ kind: 'ready' } satisfies DataWorkerNotice);
flushCompileCache();
