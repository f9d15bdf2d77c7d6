import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CorrectionKind, Flag } from '@banyu/contracts';
import { applyLayers, type CorrectedPoint, type Correction } from '@banyu/registry';
import {
  type Bucket,
  openDuckdbStore,
  openInfluxStore,
  openMemoryStore,
  type Store,
  type TimeRange,
} from '@banyu/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctedBuckets, correctedPoints } from '../server/src/corrected/corrected-series.ts';
import { PH } from '../server/test/http/support/rig.ts';
import { startInfluxd } from '../store/test/support/influxd.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Asia/Jakarta keeps one offset all year. */
const timeZone = 'Asia/Jakarta';
const OFFSET = 7 * HOUR;
const START = Date.UTC(2026, 5, 1);

interface Reading {
  readonly t: number;
  readonly value: number;
  readonly flag: Flag;
  /** Default: when it was measured. */
  readonly receivedAt?: number;
}

function layer(id: number, { from, to }: TimeRange, what: CorrectionKind): Correction {
  const recorded = { recordedAt: 0, recordedBy: 'Sri', why: 'x', withdrawn: null };
  return { id, ...PH, parameter: 'ph', from, to, what, ...recorded };
}

async function storeOf(readings: readonly Reading[], store = openMemoryStore()): Promise<Store> {
  await store.write({
    series: [PH],
    length: readings.length,
    seriesIndex: new Uint32Array(readings.length),
    t: Float64Array.from(readings, ({ t }) => t),
    value: Float64Array.from(readings, ({ value }) => value),
    flag: Uint8Array.from(readings, ({ flag }) => flag),
    tests: new Uint32Array(readings.length),
    settingsVersion: new Uint32Array(readings.length),
    receivedAt: Float64Array.from(readings, ({ t, receivedAt = t }) => receivedAt),
  });
  return store;
}

/** What the layers make of everything there is, with no thought for what it costs. */
function plainly(readings: readonly Reading[], layers: readonly Correction[]): readonly CorrectedPoint[] {
  const raw = readings.map(({ t, value, flag }) => ({ t, value: Number.isNaN(value) ? null : value, flag }));
  return applyLayers(
    raw.toSorted((a, b) => a.t - b.t),
    layers,
    { timeZone },
  );
}

const LENGTHS = { '15m': 15 * MINUTE, '1h': HOUR, '6h': 6 * HOUR, '1d': DAY } as const;

function plainBuckets(
  points: readonly CorrectedPoint[],
  range: TimeRange,
  bucket: keyof typeof LENGTHS,
  layers: readonly Correction[],
) {
  const begin = (t: number) => Math.floor((t + OFFSET) / LENGTHS[bucket]) * LENGTHS[bucket] - OFFSET;
  const inside = points.filter(({ t }) => range.from <= t && t < range.to);
  const excluding = layers.filter(({ what }) => what.kind === 'exclusion').map(({ id }) => id);
  return [...Map.groupBy(inside, ({ t }) => begin(t))].map(([t, all]) => {
    const measured = all.filter(
      (p) => p.received && p.state !== 'estimated' && p.value !== null && p.flag !== 4 && p.flag !== 9,
    );
    const estimated = all.filter(({ state }) => state === 'estimated');
    const values = [...measured, ...estimated].map(({ value }) => value ?? 0);
    return {
      t,
      mean: values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length,
      min: values.length === 0 ? Number.NaN : Math.min(...values),
      max: values.length === 0 ? Number.NaN : Math.max(...values),
      count: measured.length,
      total: all.filter(({ received }) => received).length,
      good: all.filter(({ received, flag }) => received && flag === 1).length,
      corrected: measured.filter(({ state }) => state === 'corrected').length,
      excluded: all.filter(({ layers }) => layers.some((id) => excluding.includes(id))).length,
      estimated: estimated.length,
    };
  });
}

/** Sums come together in another order: the last digits of a mean may differ. */
function rounded<T extends { readonly mean: number }>(rows: readonly T[]): T[] {
  return rows.map((row) => ({ ...row, mean: Number(row.mean.toPrecision(9)) }));
}

const readings: fc.Arbitrary<readonly Reading[]> = fc.uniqueArray(
  fc.record({
    t: fc.integer({ min: 0, max: 300 }).map((n) => START + n * 10 * MINUTE),
    value: fc.oneof(
      { arbitrary: fc.integer({ min: -500, max: 500 }).map((n) => n / 8), weight: 9 },
      {
        arbitrary: fc.constant(Number.NaN),
        weight: 1,
      },
    ),
    flag: fc.constantFrom<Flag>(1, 1, 1, 2, 3, 4, 9),
  }),
  { selector: ({ t }) => t, maxLength: 80 },
);
const cause = fc.constantFrom('fouling' as const, 'calibration-drift' as const, 'other' as const);
const number = fc.integer({ min: -40, max: 40 }).map((n) => n / 4);
const kind: fc.Arbitrary<CorrectionKind> = fc.oneof(
  fc.record({ kind: fc.constant('offset' as const), cause, add: number }),
  fc.record({ kind: fc.constant('gain' as const), cause, factor: fc.constantFrom(0.5, 2, 3) }),
  fc.record({
    kind: fc.constant('drift' as const),
    cause,
    addAtStart: number,
    addAtEnd: number,
    factorAtStart: fc.constantFrom(0.5, 1, 2),
    factorAtEnd: fc.constantFrom(0.5, 1, 2),
  }),
  fc.constant({ kind: 'exclusion' as const }),
  fc.record({
    kind: fc.constant('estimate' as const),
    method: fc.constantFrom('linear' as const, 'last-good-week' as const, 'mean-of-hour' as const),
    stepMs: fc.constantFrom(10 * MINUTE, 45 * MINUTE),
  }),
);
const span = fc
  .tuple(fc.integer({ min: -20, max: 320 }), fc.integer({ min: 1, max: 200 }))
  .map(([begin, length]) => ({
    from: START + begin * 7 * MINUTE,
    to: START + (begin + length) * 7 * MINUTE,
  }));
const layers = fc
  .array(fc.tuple(span, kind), { maxLength: 5 })
  .map((list) => list.map(([period, what], i) => layer(i + 1, period, what)));

describe('whatever the readings, the layers and the range', () => {
  test('buckets are those of all readings corrected one by one', async () => {
    const bucket = fc.constantFrom<keyof typeof LENGTHS>('15m', '1h', '6h', '1d');
    await fc.assert(
      fc.asyncProperty(readings, layers, span, bucket, async (list, over, range, length) => {
        const store = await storeOf(list);
        const query = { ...range, series: PH, bucket: length, timeZone, quantiles: false, layers: over };
        expect(rounded(await correctedBuckets(store, query))).toEqual(
          rounded(plainBuckets(plainly(list, over), range, length, over)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('points are those of all readings corrected one by one', async () => {
    await fc.assert(
      fc.asyncProperty(readings, layers, span, async (list, over, range) => {
        const store = await storeOf(list);
        const query = { ...range, series: PH, maxPoints: 10_000, timeZone, layers: over };
        const { points } = await correctedPoints(store, query);
        expect(points).toEqual(plainly(list, over).filter(({ t }) => range.from <= t && t < range.to));
      }),
    );
  });
});

test('as of an instant, buckets and points are those of what was received by then', async () => {
  const delayed = readings.chain((list) =>
    fc
      .array(fc.constantFrom(0, 0, 5 * MINUTE, 9 * HOUR, 40 * HOUR), {
        minLength: list.length,
        maxLength: list.length,
      })
      .map((delays) => list.map((each, i) => ({ ...each, receivedAt: each.t + (delays[i] ?? 0) }))),
  );
  const instant = fc.integer({ min: -10, max: 600 }).map((n) => START + n * 10 * MINUTE);
  const bucket = fc.constantFrom<keyof typeof LENGTHS>('15m', '1h', '6h', '1d');
  await fc.assert(
    fc.asyncProperty(delayed, layers, span, bucket, instant, async (list, over, range, length, asOf) => {
      const store = await storeOf(list);
      const there = list.filter(({ receivedAt }) => receivedAt <= asOf);
      // None is recorded before what it is about is over.
      const held = over.filter(({ to }) => to <= asOf);
      const query = { ...range, series: PH, timeZone, layers: held, receivedBy: asOf };
      const rows = await correctedBuckets(store, { ...query, bucket: length, quantiles: false });
      expect(rounded(rows)).toEqual(rounded(plainBuckets(plainly(there, held), range, length, held)));
      const { points } = await correctedPoints(store, { ...query, maxPoints: 10_000 });
      expect(points).toEqual(plainly(there, held).filter(({ t }) => range.from <= t && t < range.to));
    }),
    { numRuns: 200 },
  );
});

interface OpenedStore extends AsyncDisposable {
  readonly store: Store;
}

async function openDuckdb(): Promise<OpenedStore> {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-corrected-'));
  const store = await openDuckdbStore({ path: join(directory, 'readings.duckdb') });
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function openInflux(): Promise<OpenedStore> {
  const influxd = await startInfluxd();
  const store = await openInfluxStore({ url: influxd.url, database: influxd.freshDatabase() });
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await influxd.remove();
    },
  };
}

describe('over weeks of readings', () => {
  const weeks: readonly Reading[] = Array.from({ length: 60 * 24 * 2 }, (_, i) => ({
    t: START + i * 30 * MINUTE,
    value: 5 + ((i * 37) % 40) / 10,
    flag: 1,
  }));
  const holed = weeks.filter(({ t }) => t < START + 40 * DAY || t >= START + 41 * DAY);
  const range = { from: START + 40 * DAY - 3 * HOUR, to: START + 41 * DAY + 3 * HOUR };
  const gap = { from: START + 40 * DAY, to: START + 41 * DAY };
  const estimate = (method: 'linear' | 'last-good-week' | 'mean-of-hour') =>
    layer(2, gap, { kind: 'estimate', method, stepMs: 30 * MINUTE });
  /** Weeks before the gap: what estimates go by is corrected. */
  const before = layer(
    1,
    { from: START + 20 * DAY, to: START + 38 * DAY },
    { kind: 'offset', cause: 'other', add: 3 },
  );

  test.each(['linear', 'last-good-week', 'mean-of-hour'] as const)(
    'a gap filled by %s goes by readings outside the range, as corrected, and is not counted as received',
    async (method) => {
      const store = await storeOf(holed);
      const over = [before, estimate(method)];
      const query = { ...range, series: PH, bucket: '6h' as const, timeZone, quantiles: false, layers: over };
      const buckets = await correctedBuckets(store, query);
      expect(rounded(buckets)).toEqual(rounded(plainBuckets(plainly(holed, over), range, '6h', over)));
      expect(buckets.reduce((sum, row) => sum + row.estimated, 0)).toBe(48);
      expect(buckets.reduce((sum, row) => sum + row.total, 0)).toBe(12);
    },
  );

  test.each(['DuckDB', 'InfluxDB'] as const)(
    '%s and the store in memory give the same',
    async (kind) => {
      await using opened = kind === 'DuckDB' ? await openDuckdb() : await openInflux();
      const { store } = opened;
      await storeOf(holed, store);
      const memory = await storeOf(holed);
      const over = [
        before,
        estimate('mean-of-hour'),
        layer(3, range, { kind: 'gain', cause: 'other', factor: 1.1 }),
      ];
      for (const bucket of ['15m', '1h', '1d'] as const satisfies readonly Bucket[]) {
        const query = { ...range, series: PH, bucket, timeZone, quantiles: true, layers: over };
        expect(rounded(await correctedBuckets(store, query))).toEqual(
          rounded(await correctedBuckets(memory, query)),
        );
      }
      const query = { ...range, series: PH, maxPoints: 40, timeZone, layers: over };
      expect(await correctedPoints(store, query)).toEqual(await correctedPoints(memory, query));
      const then = { ...query, receivedBy: START + 40.5 * DAY };
      expect(await correctedPoints(store, then)).toEqual(await correctedPoints(memory, then));
    },
    60_000,
  );

  test('a layer that does not touch the range has nothing read one by one', async () => {
    const store = await storeOf(holed);
    const refusing = {
      received: store.received.bind(store),
      aggregate: store.aggregate.bind(store),
      marks: store.marks.bind(store),
      rawSeries: () => Promise.reject(new Error('read one by one')),
    };
    const query = { from: START, to: START + 10 * DAY, series: PH, timeZone, layers: [before] };
    const rows = await correctedBuckets(refusing, { ...query, bucket: '1d', quantiles: false });
    expect(rows).toHaveLength(11);
    expect(rows[0]).toMatchObject({ corrected: 0, excluded: 0, estimated: 0 });
  });

  test('readings deleted by age are not corrected, nor taken for gaps: it is refused', async () => {
    const store = await storeOf(holed);
    await store.retain({ rawBefore: START + 30 * DAY });
    const query = { ...range, series: PH, bucket: '1h' as const, timeZone, quantiles: false };
    await expect(correctedBuckets(store, { ...query, layers: [estimate('mean-of-hour')] })).rejects.toThrow(
      /before 2026-07-01T00:00:00.000Z were deleted by age/,
    );
    await expect(correctedBuckets(store, { ...query, layers: [estimate('linear')] })).resolves.toHaveLength(
      30,
    );
  });

  test('more readings than may be read are refused, with what to do', async () => {
    const store = await storeOf(holed);
    const full = {
      received: store.received.bind(store),
      aggregate: store.aggregate.bind(store),
      marks: store.marks.bind(store),
      rawSeries: async () => ({ points: [], downsampled: true }),
    };
    const query = { ...range, series: PH, bucket: '1h' as const, timeZone, quantiles: false };
    await expect(correctedBuckets(full, { ...query, layers: [estimate('linear')] })).rejects.toThrow(
      /ask for a shorter range/,
    );
  });
});
