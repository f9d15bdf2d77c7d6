import { type ApiSeries, ApiSeriesList } from '@banyu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemIn } from './support/problem.ts';
import { batchOf, NOW, PH, PLANT, type Rig, startRig } from './support/rig.ts';

const BASE = `/api/v1/plants/${PLANT.id}/series`;
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  const minutes = Array.from({ length: 1_440 }, (_, i) => NOW - (i + 1) * MINUTE_MS);
  await rig.store.write(batchOf(minutes.map((t, i) => ({ t, value: i === 700 ? 13 : 7 + (i % 10) / 10 }))));
  await rig.store.write(
    batchOf([
      { t: NOW - MINUTE_MS, point: 'influent', device: 'banyurip-influent', value: Number.NaN, flag: 9 },
      { t: NOW - 10 * DAY_MS, point: 'influent', device: 'banyurip-old', value: 6 },
    ]),
  );
});
afterAll(() => rig[Symbol.asyncDispose]());

async function series(query: string): Promise<ApiSeries[]> {
  const response = await rig.get(`${BASE}?parameter=ph&${query}`);
  expect(response.status).toBe(200);
  return ApiSeriesList.parse(await response.json()).series;
}

async function effluent(query: string): Promise<ApiSeries> {
  const [one] = await series(`device=banyurip-effluent&${query}`);
  if (one === undefined) throw new Error('no series');
  return one;
}

test('one series for each device that measures the parameter, those that are silent in the range too', async () => {
  const all = await series('');
  expect(all.map((s) => [s.point, s.device, s.buckets.length])).toEqual([
    ['effluent', 'banyurip-effluent', 288],
    ['influent', 'banyurip-influent', 1],
    ['influent', 'banyurip-old', 0],
  ]);
  expect((await series('point=influent')).map((s) => s.device)).toEqual([
    'banyurip-influent',
    'banyurip-old',
  ]);
});

describe('aggregated', () => {
  test('chooses buckets that give at most the points asked for', async () => {
    expect(await effluent('')).toMatchObject({ mode: 'aggregated', bucket: '5m', unit: '[pH]', points: [] });
    const coarse = await effluent('points=30');
    expect(coarse.bucket).toBe('1h');
    expect(coarse.buckets.length).toBeLessThanOrEqual(30);
  });

  test('says what each figure stands on, and has no figure where there is no value', async () => {
    const { buckets } = await effluent('bucket=1h');
    expect(buckets).toHaveLength(24);
    expect(buckets.at(-1)).toMatchObject({ count: 60, total: 60, good: 60, min: 7, max: 7.9 });
    const [influent] = await series('bucket=1h&device=banyurip-influent');
    expect(influent?.buckets).toEqual([
      { t: NOW - 60 * MINUTE_MS, mean: null, min: null, max: null, count: 0, total: 1, good: 0 },
    ]);
  });

  test('cuts days in the time zone of the plant', async () => {
    const { buckets } = await effluent('bucket=1d');
    expect(buckets.map((b) => b.t)).toEqual([Date.UTC(2026, 10, 22, 17), Date.UTC(2026, 10, 23, 17)]);
  });

  test('adds quantiles when asked', async () => {
    const [plain] = (await effluent('bucket=1h')).buckets;
    const [withQuantiles] = (await effluent('bucket=1h&quantiles=true')).buckets;
    expect(plain).not.toHaveProperty('p50');
    expect(withQuantiles?.p50).toBeCloseTo(7.45);
    expect(withQuantiles?.p95).toBeGreaterThan(7.8);
  });
});

describe('raw', () => {
  test('gives every reading while there are no more than asked for', async () => {
    const { points, downsampled, bucket, buckets } = await effluent('mode=raw&points=2000');
    expect(points).toHaveLength(1_440);
    expect({ downsampled, bucket, buckets }).toEqual({ downsampled: false, bucket: null, buckets: [] });
  });

  test('is thinned to the points asked for without losing the extreme', async () => {
    const { points, downsampled } = await effluent('mode=raw&points=100');
    expect(downsampled).toBe(true);
    expect(points.length).toBeLessThanOrEqual(100);
    expect(Math.max(...points.map((p) => p.value ?? 0))).toBe(13);
  });

  test('shows a missing value as null', async () => {
    const [influent] = await series('mode=raw&device=banyurip-influent');
    expect(influent?.points).toEqual([{ t: NOW - MINUTE_MS, value: null, flag: 9 }]);
  });
});

describe('corrected', () => {
  const HOUR_MS = 60 * MINUTE_MS;
  const SRI = { by: 'Sri', why: 'the buffer showed it' };

  /** A day of 7.0, each minute, with an hour missing; corrected at NOW + 1 h, + 2 h and + 3 h. */
  async function correctedRig() {
    const times = { now: NOW };
    const own = await startRig({ clock: () => times.now });
    const minutes = Array.from({ length: 1_440 }, (_, i) => NOW - (i + 1) * MINUTE_MS);
    const gap = { from: NOW - 6 * HOUR_MS, to: NOW - 5 * HOUR_MS };
    await own.store.write(
      batchOf(minutes.filter((t) => t < gap.from || t >= gap.to).map((t) => ({ t, value: 7 }))),
    );
    const series = { ...PH, parameter: 'ph' as const };
    const { corrections } = own.registry;
    const period = { from: NOW - 2 * HOUR_MS, to: NOW - 30 * MINUTE_MS };
    times.now = NOW + HOUR_MS;
    const offset = { kind: 'offset' as const, add: 0.5 };
    const { id } = await corrections.add({ ...series, ...period, what: offset }, SRI);
    times.now = NOW + 2 * HOUR_MS;
    const estimate = { kind: 'estimate' as const, method: 'linear' as const, stepMs: MINUTE_MS };
    await corrections.add({ ...series, ...gap, what: estimate }, SRI);
    times.now = NOW + 3 * HOUR_MS;
    await corrections.withdraw(id, SRI);
    times.now = NOW + 4 * HOUR_MS;
    const ask = async (query: string) => {
      const range = `from=${NOW - 24 * HOUR_MS}&to=${NOW}`;
      const response = await own.get(`${BASE}?parameter=ph&${range}&bucket=1h&${query}`);
      expect(response.status).toBe(200);
      const [only] = ApiSeriesList.parse(await response.json()).series;
      if (only === undefined) throw new Error('no series');
      return only;
    };
    return { own, ask };
  }

  test('serves raw or corrected, says which and by what, as it stood at any past moment', async () => {
    const { own, ask } = await correctedRig();
    await using _ = own;
    const raw = await ask('');
    expect(raw).toMatchObject({ values: 'raw', asOf: null, layers: [] });
    expect(raw.buckets).toHaveLength(23);
    expect(raw.buckets[0]).not.toHaveProperty('corrected');

    const before = await ask(`values=corrected&asOf=${NOW + HOUR_MS - 1}`);
    expect(before).toMatchObject({ values: 'corrected', asOf: NOW + HOUR_MS - 1, layers: [] });
    expect(before.buckets.map(({ mean }) => mean)).toEqual(raw.buckets.map(({ mean }) => mean));

    const both = await ask(`values=corrected&asOf=${new Date(NOW + 2 * HOUR_MS).toISOString()}`);
    expect(both.layers.map(({ what, recordedBy, why }) => [what.kind, recordedBy, why])).toEqual([
      ['offset', 'Sri', SRI.why],
      ['estimate', 'Sri', SRI.why],
    ]);
    expect(both.buckets.at(-2)).toMatchObject({ mean: 7.5, corrected: 60, excluded: 0, estimated: 0 });
    expect(both.buckets.at(-1)).toMatchObject({ mean: 7.25, corrected: 30, count: 60 });
    expect(both.buckets.at(-6)).toMatchObject({ mean: 7, count: 0, total: 0, good: 0, estimated: 60 });

    const now = await ask('values=corrected');
    expect(now.asOf).toBe(NOW + 4 * HOUR_MS);
    expect(now.layers.map(({ what }) => what.kind)).toEqual(['estimate']);
    expect(now.buckets.at(-1)).toMatchObject({ mean: 7, corrected: 0 });
  });

  test.each(['raw', 'corrected'] as const)('leaves out of %s values what came later', async (values) => {
    const times = { now: NOW };
    await using own = await startRig({ clock: () => times.now });
    const [early, late] = [NOW - 3 * HOUR_MS, NOW - 2 * HOUR_MS];
    await own.store.write({ ...batchOf([{ t: early, value: 7 }]), receivedAt: Float64Array.of(early) });
    await own.store.write({ ...batchOf([{ t: late, value: 9 }]), receivedAt: Float64Array.of(NOW - 1) });
    const ask = async (query: string) => {
      const range = `from=${NOW - 24 * HOUR_MS}&to=${NOW}&bucket=1d&values=${values}`;
      const [only] = ApiSeriesList.parse(
        await (await own.get(`${BASE}?parameter=ph&${range}&${query}`)).json(),
      ).series;
      return [only?.asOf, only?.points.map(({ value }) => value), only?.buckets.map(({ max }) => max)];
    };
    expect(await ask(`mode=raw&asOf=${NOW - 2}`)).toEqual([NOW - 2, [7], []]);
    expect(await ask(`mode=raw&asOf=${NOW - 1}`)).toEqual([NOW - 1, [7, 9], []]);
    expect(await ask(`asOf=${NOW - 2}`)).toEqual([NOW - 2, [], [7]]);
    expect(await ask(`asOf=${NOW - 1}`)).toEqual([NOW - 1, [], [9]]);
    expect(await ask(`asOf=${early - 1}`)).toEqual([early - 1, [], []]);
  });

  test('says of each point what was made of it, and what it was', async () => {
    const { own, ask } = await correctedRig();
    await using _ = own;
    const { points } = await ask(`values=corrected&mode=raw&points=2000&asOf=${NOW + 2 * HOUR_MS}`);
    expect(points).toHaveLength(1_440);
    expect(points[0]).toEqual({ t: NOW - 24 * HOUR_MS, value: 7, flag: 1 });
    expect(points.find(({ t }) => t === NOW - HOUR_MS)).toMatchObject({
      value: 7.5,
      flag: 1,
      state: 'corrected',
      raw: 7,
      layers: [1],
    });
    expect(points.find(({ t }) => t === NOW - 6 * HOUR_MS)).toMatchObject({
      value: 7,
      flag: 9,
      state: 'estimated',
      received: false,
      raw: null,
      layers: [2],
    });
  });

  test.each([
    [`asOf=${NOW + 1}`, 'asOf'],
    [`values=corrected&asOf=${NOW + 1}`, 'asOf'],
    ['values=corrected&asOf=soon', 'asOf'],
    ['values=cooked', 'values'],
  ])('refuses ?%s and names %s', async (query, field) => {
    const problem = await problemIn(await rig.get(`${BASE}?parameter=ph&${query}`), 400);
    expect(problem.errors?.map((e) => e.field)).toEqual([field]);
  });
});

test.each([
  ['', 'parameter'],
  ['parameter=gold', 'parameter'],
  ['parameter=ph&mode=cooked', 'mode'],
  ['parameter=ph&bucket=7m', 'bucket'],
  ['parameter=ph&points=5001', 'points'],
  ['parameter=ph&points=1', 'points'],
  ['parameter=ph&quantiles=yes', 'quantiles'],
  ['parameter=ph&from=0&bucket=1m', 'bucket'],
  ['parameter=ph&from=0&points=100', 'points'],
  ['parameter=ph&from=2020-01-01&mode=raw', 'from'],
  ['parameter=ph&from=2020-01-01&quantiles=true', 'from'],
])('refuses ?%s and names %s', async (query, field) => {
  const problem = await problemIn(await rig.get(`${BASE}?${query}`), 400);
  expect(problem.errors?.map((e) => e.field)).toEqual([field]);
});

test('refuses more points in one answer than anyone can use', async () => {
  await using crowded = await startRig();
  await crowded.store.write(batchOf(Array.from({ length: 30 }, (_, i) => ({ device: `d${i}`, t: NOW - 1 }))));
  const ask = (points: number) => crowded.get(`${BASE}?parameter=ph&mode=raw&points=${points}`);
  await problemIn(await ask(1_700), 400);
  expect((await ask(1_600)).status).toBe(200);
});
