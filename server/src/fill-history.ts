import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { InvalidInputError } from '@banyu/contracts';
import { demoStations } from '@banyu/firmware-sim';
import type { Journal } from '@banyu/ingest';
import type { Config } from './config.ts';
import {
  DEMO_DEVICE_PREFIX,
  DEMO_PLANT,
  type DemoRecipe,
  keepDemoRecipe,
  readDemoRecipe,
} from './demo-plant.ts';
import type { Core } from './open-core.ts';
import { pathsIn } from './paths.ts';
import { expectOfDemo, registerDemo } from './register-demo.ts';
import { SAMPLE_BUCKETS, storedSamples } from './stored-samples.ts';
import type { HistoryCredit, HistoryNotice, HistoryWorkerInput } from './workers/history-protocol.ts';

export interface HistoryRequest {
  /** From when on, Unix ms, and until before when; undefined: the present, whenever that is reached. */
  readonly fromMs: number;
  readonly toMs?: number;
  /** A sample of each device so often, ms: one of SAMPLE_BUCKETS. */
  readonly sampleMs: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: HistoryProgress) => void;
}

export interface HistoryProgress {
  /** Everything before this is stored or in the journal, Unix ms. */
  readonly reachedMs: number;
  /** Readings handed over so far. */
  readonly readings: number;
}

/** What became of the readings that were handed over, as ingest counts them. */
export interface HistoryOutcome {
  readonly readings: number;
  readonly stored: number;
  /** Samples of all devices that were stored before and left as they are. */
  readonly samplesBefore: number;
  readonly duplicates: number;
  readonly rejected: number;
}

const DAY_MS = 86_400_000;
/** So much younger than the oldest samples that are taken must a history be. */
const MARGIN_MS = 3_600_000;
/** The plant has run for so long when its history begins. */
const RUN_IN_MS = 3 * DAY_MS;
/** Bytes that may wait in the journal: enough for no thread to wait, and its file stays small. */
const WAITING_BYTES = 24 * 1_024 * 1_024;
const LOOK_AGAIN_MS = 10;

/**
 * Fills the demo plant's past: registers plant and devices where they are missing, simulates, measures with the
 * devices' sensors, and takes what they say in through the journal as if they had sent their backlog. Samples that are
 * stored already are left as they are, so that it may be called again, after a stop too. Resolves when all is stored.
 * Throws InvalidInputError for a request that cannot be met, the signal's reason when it is aborted.
 */
export async function fillHistory(
  config: Config,
  core: Pick<Core, 'registry' | 'journal' | 'thread'>,
  request: HistoryRequest,
): Promise<HistoryOutcome> {
  const { registry, journal, thread } = core;
  const { sampleMs, signal } = request;
  const fromMs = Math.ceil(request.fromMs / sampleMs) * sampleMs;
  if (!SAMPLE_BUCKETS.has(sampleMs)) {
    throw new InvalidInputError(
      `A history has a sample each ${[...SAMPLE_BUCKETS.values()].join(', ')}: ${sampleMs} ms is none of these.`,
      { field: 'sample' },
    );
  }
  const recipe = recipeOf(config, fromMs);
  const { fresh } = await registerDemo(registry);
  await assertKept(config, core, fromMs);
  await expectOfDemo(registry, { from: fromMs, intervalMs: sampleMs, unlessExpected: true, fresh });
  keepDemoRecipe(pathsIn(config.dataDirectory).demoPlant, recipe);

  const { data } = thread;
  await unlessAborted(data.idle(), signal);
  const stored = await storedSamples(data, {
    plant: DEMO_PLANT,
    devices: demoStations(DEMO_DEVICE_PREFIX).map(({ device }) => device),
    fromMs,
    toMs: request.toMs ?? Date.now(),
    sampleMs,
  });
  const before = await countsOf(core);
  const readings = await handOver(journal, { recipe, stored }, { ...request, fromMs });
  await unlessAborted(data.idle(), signal);
  const after = await countsOf(core);
  return {
    readings,
    stored: after.stored - before.stored,
    duplicates: after.duplicates - before.duplicates,
    rejected: after.rejected - before.rejected,
    samplesBefore: [...stored.values()].reduce((sum, of) => sum + of.reduce((ones, one) => ones + one, 0), 0),
  };
}

/** By which plant the history is made: the one it was begun with, when it does not begin too late for this one. */
function recipeOf({ dataDirectory, demo: { seed } }: Config, fromMs: number): DemoRecipe {
  const before = readDemoRecipe(pathsIn(dataDirectory).demoPlant);
  if (before !== undefined && before.seed !== seed) {
    throw new InvalidInputError(
      `The history in ${dataDirectory} is that of seed ${before.seed}, seed ${seed} is another plant. Use --seed ${before.seed}, or another dataDirectory.`,
      { field: 'seed' },
    );
  }
  const simulatedFromMs = Math.max(0, fromMs - RUN_IN_MS);
  return before !== undefined && before.simulatedFromMs <= fromMs ? before : { seed, simulatedFromMs };
}

/** Whether readings as old as that are taken and kept. */
async function assertKept(
  config: Config,
  { registry }: Pick<Core, 'registry'>,
  fromMs: number,
): Promise<void> {
  const { horizonMs } = await registry.plants.get(DEMO_PLANT);
  const rawDays = config.store.rawDays ?? Number.POSITIVE_INFINITY;
  const days = Math.min(horizonMs / DAY_MS, rawDays);
  // The first samples grow older on their way.
  if (fromMs >= Date.now() - days * DAY_MS + MARGIN_MS) return;
  const why =
    days === rawDays
      ? `store.rawDays is ${rawDays}: older readings are not kept`
      : `plant ${DEMO_PLANT} takes samples of the last ${Math.floor(days)} days (its horizon)`;
  throw new InvalidInputError(
    `The history cannot go back so far: ${why}. Ask for at most ${Math.ceil(days) - 1}d.`,
    { field: 'history' },
  );
}

async function countsOf({ thread: { data } }: Pick<Core, 'thread'>) {
  const [{ storedReadings, duplicateReadings }, rejects] = await Promise.all([
    data.statistics(),
    data.rejectCounts(),
  ]);
  return {
    stored: storedReadings,
    duplicates: duplicateReadings,
    rejected: rejects.reduce((sum, { plant, count }) => sum + (plant === DEMO_PLANT ? count : 0), 0),
  };
}

/** Hands the devices' messages to the journal as they are made; gives the number of readings in them. */
async function handOver(
  journal: Journal,
  made: Pick<HistoryWorkerInput, 'recipe' | 'stored'>,
  { fromMs, toMs, sampleMs, signal, onProgress }: HistoryRequest,
): Promise<number> {
  const worker = new Worker(new URL('./workers/history.ts', import.meta.url), {
    workerData: {
      ...made,
      fromMs,
      toMs,
      sampleMs,
      boot: `history-${Date.now().toString(36)}`,
    } satisfies HistoryWorkerInput,
    name: 'banyu-history',
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  worker.on('error', reject);

  let readings = 0;
  const take = async (notice: HistoryNotice) => {
    if (notice.kind === 'done') {
      resolve(readings);
      return;
    }
    signal.throwIfAborted();
    if (notice.kind === 'passed') {
      onProgress?.({ reachedMs: notice.reachedMs, readings });
      return;
    }
    await roomIn(journal, signal);
    await append(journal, notice);
    readings += notice.readings;
    worker.postMessage({ bytes: notice.bytes } satisfies HistoryCredit, [notice.bytes.buffer]);
    onProgress?.({ reachedMs: notice.reachedMs, readings });
  };
  let tail = Promise.resolve();
  worker.on('message', (notice: HistoryNotice) => {
    tail = tail.then(() => take(notice)).catch(reject);
  });
  worker.on('exit', (code) => {
    tail = tail.then(() => reject(new Error(`the history thread ended with ${code}`)));
  });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
    await tail;
  }
}

async function roomIn(journal: Journal, signal: AbortSignal): Promise<void> {
  const waiting = Math.min(WAITING_BYTES, journal.state().maxBytes / 2);
  while (journal.state().bytes > waiting) await delay(LOOK_AGAIN_MS, undefined, { signal });
}

/** Resolves when all messages of a parcel are on disk. */
function append(
  journal: Journal,
  { devices, lengths, bytes }: Extract<HistoryNotice, { kind: 'messages' }>,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const receivedAt = Date.now();
  let begin = 0;
  for (const [i, device] of devices.entries()) {
    const end = begin + (lengths[i] ?? 0);
    const payload = bytes.subarray(begin, end);
    // Answered in the order of the calls: the last answer is the answer to all.
    const isLast = i === devices.length - 1;
    journal.append({ plant: DEMO_PLANT, device, channel: 'telemetry', payload, receivedAt }, (error) => {
      if (error !== undefined) reject(error);
      else if (isLast) resolve();
    });
    begin = end;
  }
  return promise;
}

/** The answer, or the signal's reason when that comes first. */
async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
