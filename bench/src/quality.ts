// `npm run bench:quality`: what judging a reading costs, test by test, as the stream does it; what a late day costs; and
// what is remembered of a series. All in memory: the store answers that it has nothing, so that only judging is measured.
import {
  defaultQualitySettings,
  type QualitySettings,
  type ReadingBatch,
  type SeriesKey,
} from '@banyu/contracts';
import { type QualityDirectory, QualityStage, type QualityStageOptions } from '@banyu/ingest';

const MINUTE_MS = 60_000;
const INTERVAL_MS = 2 * MINUTE_MS;
const T0 = 1_764_000_000_000;
const SERIES = 1_000;
/** Readings of each series before anything is measured: more than any window holds. */
const WARM_UP = 400;
const MEASURED = 200;

const DEFAULTS = defaultQualitySettings('cod');
const OFF: QualitySettings = {
  ...DEFAULTS,
  ...{ climatology: 'off', spike: 'off', rateOfChange: 'off', flatLine: 'off', attenuatedSignal: 'off' },
  ...{ saturation: 'off', timingGap: 'off', clock: 'off', crossChecks: [], plantChecks: [] },
  grossRange: { sensor: [-1e9, 1e9], operator: 'off' },
};
const TESTS: Readonly<Record<string, Partial<QualitySettings>>> = {
  climatology: {
    climatology: {
      members: [0, 6, 12, 18].map((hour) => ({
        when: { hour: [hour, hour + 5], dayofweek: [0, 6] },
        suspect: [0, 900],
        fail: 'off',
      })),
    },
  },
  spike: { spike: DEFAULTS.spike },
  rateOfChange: { rateOfChange: DEFAULTS.rateOfChange },
  flatLine: { flatLine: DEFAULTS.flatLine },
  attenuatedSignal: { attenuatedSignal: DEFAULTS.attenuatedSignal },
  saturation: { saturation: DEFAULTS.saturation },
  clock: { clock: DEFAULTS.clock },
};

/** Sensors as they are, and the worst for the windows: one that is stuck. */
const SIGNALS: Readonly<Record<string, (i: number, series: number) => number>> = {
  healthy: (i, series) => 80 + 10 * Math.sin(i / 90) + ((i * 7_919 + series * 104_729) % 200) / 100,
  stuck: () => 80,
};

const keys: readonly SeriesKey[] = Array.from({ length: SERIES }, (_, i) => ({
  plant: 'bench',
  point: 'effluent',
  device: `device-${i}`,
  parameter: 'cod',
}));

const EMPTY = {
  length: 0,
  t: new Float64Array(),
  value: new Float64Array(),
  flag: new Uint8Array(),
  tests: new Uint32Array(),
  settingsVersion: new Uint32Array(),
  receivedAt: new Float64Array(),
};

function stageOf(settings: QualitySettings): QualityStage {
  const dated = [{ from: 0, version: 1, settings }];
  const directory: QualityDirectory = {
    settings: () => dated,
    serviceWindows: () => [],
    timeZone: () => 'Asia/Jakarta',
    changed: () => 0,
  };
  const store: QualityStageOptions['store'] = {
    spans: async (queries) => queries.map(() => EMPTY),
    coverage: async () => [],
  };
  return new QualityStage({ store, directory, keptEvents: () => [], ask: (question) => question() });
}

/** `count` readings of each series, from the `first` on, as they come: sample by sample. */
function batchOf(first: number, count: number, signal: (i: number, series: number) => number): ReadingBatch {
  const length = count * SERIES;
  const at = (row: number) => first + Math.floor(row / SERIES);
  return {
    series: keys,
    length,
    seriesIndex: Uint32Array.from({ length }, (_, row) => row % SERIES),
    t: Float64Array.from({ length }, (_, row) => T0 + at(row) * INTERVAL_MS),
    value: Float64Array.from({ length }, (_, row) => signal(at(row), row % SERIES)),
    flag: new Uint8Array(length),
    tests: new Uint32Array(length),
    settingsVersion: new Uint32Array(length),
    receivedAt: Float64Array.from({ length }, (_, row) => T0 + at(row) * INTERVAL_MS + 1_000),
  };
}

/** CPU of judging a reading, ns, when batches bring `perBatch` of each series. */
async function cost(settings: QualitySettings, signal: string, perBatch: number): Promise<number> {
  const of = SIGNALS[signal] ?? (() => 0);
  const stage = stageOf(settings);
  await stage.judge(batchOf(0, WARM_UP, of));
  const batches = Array.from({ length: MEASURED / perBatch }, (_, i) =>
    batchOf(WARM_UP + i * perBatch, perBatch, of),
  );
  const before = process.cpuUsage();
  for (const batch of batches) await stage.judge(batch);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / (MEASURED * SERIES);
}

async function best(measure: () => Promise<number>, times = 3): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i += 1) least = Math.min(least, await measure());
  return least;
}

const perReading: Record<string, Record<string, number>> = {};
for (const signal of Object.keys(SIGNALS)) {
  for (const perBatch of [1, 20]) {
    const column = `${signal}, ${perBatch} a batch`;
    const none = await best(() => cost(OFF, signal, perBatch));
    const figures: Record<string, number> = { 'grouping, memory, gross range': none };
    for (const [name, change] of Object.entries(TESTS)) {
      figures[name] = Math.max(0, (await best(() => cost({ ...OFF, ...change }, signal, perBatch))) - none);
    }
    figures['all of the defaults'] = await best(() => cost(DEFAULTS, signal, perBatch));
    for (const [name, ns] of Object.entries(figures)) {
      perReading[name] ??= {};
      perReading[name][column] = Math.round(ns);
    }
  }
}
console.log(`ns of CPU for a reading; ${SERIES} series, a reading every ${INTERVAL_MS / 1_000} s`);
console.table(perReading);

// A day that comes late, in front of readings that are there: the readings of each batch lie among or before them.
for (const perBatch of [1, 20]) {
  const stage = stageOf(DEFAULTS);
  const healthy = SIGNALS.healthy ?? (() => 0);
  await stage.judge(batchOf(1_000, 10, healthy));
  const figures: Record<string, number> = {};
  for (let first = 280; first < 1_000; first += 180) {
    const batches = Array.from({ length: 180 / perBatch }, (_, i) =>
      batchOf(first + i * perBatch, perBatch, healthy),
    );
    const before = process.cpuUsage();
    for (const batch of batches) await stage.judge(batch);
    const { user, system } = process.cpuUsage(before);
    figures[`hours ${(first - 280) / 30} to ${(first - 100) / 30}`] = Math.round(
      ((user + system) * 1_000) / (180 * SERIES),
    );
  }
  console.log(`ns of CPU for a reading of a day that comes late, ${perBatch} of each series a batch`);
  console.table([figures]);
}

globalThis.gc?.();
const before = process.memoryUsage();
const stage = stageOf(DEFAULTS);
await stage.judge(batchOf(0, 1, () => 80));
const bytes: number[] = [];
for (let i = 1; i <= 2_000; i += 1) {
  await stage.judge(batchOf(i, 1, SIGNALS.healthy ?? (() => 0)));
  if (i % 500 !== 0) continue;
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  bytes.push(Math.round((heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers) / SERIES));
}
console.log('bytes remembered of a series after 500, 1000, 1500, 2000 readings:', bytes.join(', '));
