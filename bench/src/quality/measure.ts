import { setImmediate } from 'node:timers/promises';
import type { ReadingBatch } from '@banyu/contracts';
import { builtInQuality, QualityStage, type QualityStageOptions } from '@banyu/ingest';
import { plainPass, spansOf } from './plain-pass.ts';
import { SensorBatches, type Sensors } from './sensors.ts';
import { testsInForce } from './tests-in-force.ts';

/** Readings of a series in a batch when devices send what they kept meanwhile. */
const BACKLOG = 60;
/** Readings of a series a batch, as they are measured; each round has as many in all. */
const PER_BATCH = [1, BACKLOG] as const;
const READINGS_PER_ROUND = 60;
const ROUNDS = 7;
/** The first ones, in which the code for batches of that size is compiled, do not count. */
const WARM_UP_ROUNDS = 2;

export interface QualityCase extends Sensors {
  /** Readings of each series before the cost is measured: as many as the tests look back at. */
  readonly readings: number;
  /** Readings of each series when the memory is looked at a second time; none: it is not. */
  readonly readingsInTheEnd?: number;
}

export interface QualityFigures {
  readonly perBatch: number;
  /** CPU of judging one reading, and of the plain pass, ns: the median of the rounds. */
  readonly nsPerReading: number;
  readonly plainNs: number;
  /** Mean number of tests that judge a reading. */
  readonly tests: number;
}

/** What is remembered of a series that had so many readings. */
export interface QualityMemory {
  readonly readings: number;
  readonly bytesPerSeries: number;
}

export interface QualityCost {
  readonly figures: readonly QualityFigures[];
  readonly memories: readonly QualityMemory[];
}

/** Judges a fleet's readings as the stream does. The store answers that it has nothing: only judging is measured. */
export async function measureQuality(given: QualityCase): Promise<QualityCost> {
  const { parameters, intervalSeconds, readings, readingsInTheEnd } = given;
  const sensors = new SensorBatches(given);
  const directory = builtInQuality({ intervalSeconds });
  const settings = sensors.series.map((key) => {
    const inForce = directory.settings(key).at(-1);
    if (inForce === undefined) throw new Error(`no settings for ${key.parameter}`);
    return inForce.settings;
  });
  const spans = spansOf(settings.map(({ grossRange }) => grossRange));
  const counts = settings.map((each) => testsInForce(each, parameters));
  const tests = counts.reduce((sum, count) => sum + count, 0) / counts.length;

  const newStage = () =>
    new QualityStage({ store: EMPTY_STORE, directory, keptEvents: () => [], ask: (ask) => ask() });
  // What is made once for all series, as compiled code and room for the largest batch, is no part of what one takes.
  await newStage().judge(sensors.next(BACKLOG));
  sensors.readings = 0;
  const before = await usedBytes();
  const stage = newStage();
  const goOnTo = async (end: number) => {
    while (sensors.readings < end) {
      await stage.judge(sensors.next(Math.min(BACKLOG, end - sensors.readings)));
    }
  };
  const memory = async (): Promise<QualityMemory> => ({
    readings: sensors.readings,
    bytesPerSeries: Math.round(((await usedBytes()) - before) / sensors.series.length),
  });

  await goOnTo(readings);
  const figures: QualityFigures[] = [];
  for (const perBatch of PER_BATCH) {
    const ns: number[] = [];
    const plainNs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const batches = Array.from({ length: READINGS_PER_ROUND / perBatch }, () => sensors.next(perBatch));
      plainNs.push(await cpuNs(batches, (batch) => plainPass(batch, spans)));
      ns.push(await cpuNs(batches, (batch) => stage.judge(batch)));
    }
    figures.push({
      perBatch,
      nsPerReading: median(ns.slice(WARM_UP_ROUNDS)),
      plainNs: median(plainNs.slice(WARM_UP_ROUNDS)),
      tests,
    });
  }
  const memories = [await memory()];
  if (readingsInTheEnd !== undefined) {
    await goOnTo(readingsInTheEnd);
    memories.push(await memory());
  }
  return { figures, memories };
}

const NOTHING = {
  length: 0,
  t: new Float64Array(),
  value: new Float64Array(),
  flag: new Uint8Array(),
  tests: new Uint32Array(),
  settingsVersion: new Uint32Array(),
  receivedAt: new Float64Array(),
};
const EMPTY_STORE: QualityStageOptions['store'] = {
  spans: async (queries) => queries.map(() => NOTHING),
  coverage: async () => [],
};

/** CPU of all threads of the process for a reading of the batches, ns: collecting garbage is in it. */
async function cpuNs(
  batches: readonly ReadingBatch[],
  work: (batch: ReadingBatch) => unknown,
): Promise<number> {
  const before = process.cpuUsage();
  for (const batch of batches) await work(batch);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / batches.reduce((sum, { length }) => sum + length, 0);
}

async function usedBytes(): Promise<number> {
  if (globalThis.gc === undefined)
    throw new Error('memory is measured after a collection: run with --expose-gc');
  // Buffers are given back some time after the collection that found them unused; the next one waits for that.
  globalThis.gc();
  await setImmediate();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
