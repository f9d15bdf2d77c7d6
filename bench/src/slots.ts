// How long completeness takes: 24 series at two minutes over a semester, in DuckDB. `npm run bench:slots`
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadingBatch } from '@banyu/contracts';
import { countSlots, type SlotPlan, slotSpans } from '@banyu/evaluation';
import { openDuckdbStore } from '@banyu/store';

const PARAMETERS = ['ph', 'cod', 'tss', 'nh3n', 'flow', 'temperature'];
const DEVICES = ['logger-1', 'logger-2', 'logger-3', 'logger-4'];
const INTERVAL_MS = 120_000;
const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 1) - 7 * 3_600_000;
const DAYS = 181;
const END = BEGIN + DAYS * DAY_MS;

const SERIES = DEVICES.flatMap((device) =>
  PARAMETERS.map((parameter) => ({ plant: 'ipal', point: 'effluent', device, parameter })),
);

/** A day of all series: one reading in a hundred lacks, one is suspect, one comes late. */
function dayFrom(begin: number): ReadingBatch {
  const rows: { readonly series: number; readonly t: number; readonly n: number }[] = [];
  for (let t = begin, n = 0; t < begin + DAY_MS; t += INTERVAL_MS) {
    for (const series of SERIES.keys()) if (n++ % 100 !== 0) rows.push({ series, t, n });
  }
  return {
    series: SERIES,
    length: rows.length,
    seriesIndex: Uint32Array.from(rows, ({ series }) => series),
    t: Float64Array.from(rows, ({ t }) => t),
    value: Float64Array.from(rows, ({ n }) => n % 1_000),
    flag: Uint8Array.from(rows, ({ n }) => (n % 100 === 50 ? 3 : 1)),
    tests: new Uint32Array(rows.length),
    settingsVersion: new Uint32Array(rows.length),
    receivedAt: Float64Array.from(rows, ({ t, n }) => t + (n % 100 === 70 ? 3_600_000 : 1_000)),
  };
}

const directory = await mkdtemp(join(tmpdir(), 'banyu-bench-'));
const store = await openDuckdbStore({ path: join(directory, 'readings.duckdb') });
try {
  for (let begin = BEGIN; begin < END; begin += DAY_MS) {
    const outcome = await store.write(dayFrom(begin));
    if (outcome.status !== 'stored') throw new Error('the store was busy');
  }
  const always = { since: 0, spans: [{ from: 0, to: Number.POSITIVE_INFINITY }] };
  const schedule = { from: BEGIN, parameters: PARAMETERS, intervalMs: INTERVAL_MS, offsetMs: 0 };
  const plan: SlotPlan = {
    plant: 'ipal',
    devices: DEVICES.map((device) => ({
      device,
      point: 'effluent',
      versions: [{ ...schedule, sendsEveryMs: 0, lateAfterMs: 900_000 }],
      excluded: [],
      connected: always,
    })),
    server: { now: END, storedThrough: END, serving: always },
  };
  const sources = {
    marks: (query: Parameters<typeof store.marks>[0]) => store.marks(query),
    rejects: async () => [],
    power: async () => [],
    service: async () => [],
  };
  const timeZone = 'Asia/Jakarta';
  const month = { from: END - 30 * DAY_MS, to: END, timeZone };
  const tasks: Record<string, () => Promise<unknown>> = {
    'a month, by month': () => countSlots(plan, { ...month, bucket: 'month' }, sources),
    'a month, by hour': () => countSlots(plan, { ...month, bucket: 'hour' }, sources),
    'a semester, by month': () => countSlots(plan, { ...month, from: BEGIN, bucket: 'month' }, sources),
    'a day as a picture': () => slotSpans(plan, { ...month, from: END - DAY_MS }, sources),
    'reading a month’s marks alone': () => store.marks({ plant: 'ipal', ...month }),
  };
  for (const [name, task] of Object.entries(tasks)) {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      await task();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const [best = 0, , median = 0] = times;
    console.log(`${name}: median ${median.toFixed(0)} ms, best ${best.toFixed(0)} ms`);
  }
  console.log(`memory at the end: ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`);
} finally {
  await store.close();
  await rm(directory, { recursive: true });
}
