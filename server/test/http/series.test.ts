import { type ApiSeries, ApiSeriesList } from '@banyu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemIn } from './support/problem.ts';
import { batchOf, NOW, PLANT, type Rig, startRig } from './support/rig.ts';

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
