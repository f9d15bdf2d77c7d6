import { ApiCoverageList, ApiLatest, type ApiReading, ApiReadingPage } from '@banyu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemIn } from './support/problem.ts';
import { batchOf, NOW, PLANT, type Rig, startRig } from './support/rig.ts';

const BASE = `/api/v1/plants/${PLANT.id}`;
const MINUTE_MS = 60_000;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.store.write(
    batchOf([
      ...Array.from({ length: 25 }, (_, i) => ({ t: NOW - (i + 1) * MINUTE_MS, value: 7 + i / 100 })),
      { t: NOW - 2 * MINUTE_MS, parameter: 'cod', value: Number.NaN, flag: 9, tests: 0 },
      { t: NOW - 3 * MINUTE_MS, parameter: 'cod', value: 900, flag: 3, tests: 0b110 },
      { t: NOW - MINUTE_MS, point: 'influent', device: 'banyurip-influent', parameter: 'cod', value: 420 },
      { t: NOW - 30 * 24 * 60 * MINUTE_MS, value: 6.5 },
      { t: NOW - MINUTE_MS, plant: 'ipal-other', device: 'other', value: 5 },
    ]),
  );
});
afterAll(() => rig[Symbol.asyncDispose]());

async function page(path: string): Promise<ApiReadingPage> {
  const response = await rig.get(`${BASE}/readings${path}`);
  expect(response.status).toBe(200);
  return ApiReadingPage.parse(await response.json());
}

test('/latest gives the newest reading of each series of the plant, missing ones too', async () => {
  const { readings } = ApiLatest.parse(await (await rig.get(`${BASE}/latest`)).json());
  const byName = Object.fromEntries(readings.map((r) => [`${r.device}/${r.parameter}`, r]));
  expect(Object.keys(byName).sort()).toEqual([
    'banyurip-effluent/cod',
    'banyurip-effluent/ph',
    'banyurip-influent/cod',
  ]);
  expect(byName['banyurip-effluent/cod']).toMatchObject({ value: null, flag: 9, tests: [] });
  expect(byName['banyurip-effluent/ph']).toMatchObject({ value: 7, t: NOW - MINUTE_MS });
});

describe('/readings', () => {
  test('gives the last 24 hours, newest first, with flags and the names of the tests', async () => {
    const { readings, next } = await page('');
    expect(next).toBeNull();
    expect(readings).toHaveLength(28);
    expect(readings.map((r) => r.t)).toEqual(readings.map((r) => r.t).toSorted((a, b) => b - a));
    expect(readings.find((r) => r.value === 900)).toMatchObject({ flag: 3, tests: ['climatology', 'spike'] });
  });

  test('goes through all of them page by page, none twice, none lost', async () => {
    const seen: ApiReading[] = [];
    let path = '?limit=3';
    for (;;) {
      const { readings, next } = await page(path);
      expect(readings.length).toBeLessThanOrEqual(3);
      seen.push(...readings);
      if (next === null) break;
      path = `?limit=3&cursor=${next}`;
    }
    expect(seen).toEqual((await page('')).readings);
  });

  test('narrows by point, device and parameter', async () => {
    expect((await page('?point=influent')).readings).toHaveLength(1);
    expect((await page('?device=banyurip-effluent&parameter=cod')).readings).toHaveLength(2);
    expect((await page('?parameter=orp')).readings).toEqual([]);
  });

  test('takes a range in Unix ms, ISO 8601 and plant time alike', async () => {
    const from = NOW - 5 * MINUTE_MS;
    const ranges = [
      `from=${from}&to=${NOW}`,
      `from=${new Date(from).toISOString()}&to=${new Date(NOW).toISOString()}`,
      'from=2026-11-24T11:55&to=2026-11-24T12:00',
      'from=2026-11-24T11:55:00%2B07:00&to=2026-11-24T12:00:00+07:00',
    ];
    for (const range of ranges) {
      const { readings } = await page(`?parameter=ph&${range}`);
      expect(readings.map((r) => r.t)).toEqual([1, 2, 3, 4, 5].map((i) => NOW - i * MINUTE_MS));
    }
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=many', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['from=yesterday', 'from'],
    ['to=2026-99-99', 'to'],
    ['from=2026-11-25&to=2026-11-24', 'from'],
    ['cursor=none', 'cursor'],
    ['parameter=gold', 'parameter'],
    ['point=A%2FB', 'point'],
    ['colour=blue', 'colour'],
    ['__proto__=1', '__proto__'],
  ])('refuses ?%s and names %s', async (query, field) => {
    const problem = await problemIn(await rig.get(`${BASE}/readings?${query}`), 400);
    expect(problem.type).toBe('/api/problems/invalid-request');
    expect(problem.errors?.map((e) => e.field)).toEqual([field]);
  });
});

test('/coverage counts readings and good readings of each series', async () => {
  const response = await rig.get(`${BASE}/coverage?device=banyurip-effluent`);
  const { from, to, coverage } = ApiCoverageList.parse(await response.json());
  expect({ from, to }).toEqual({ from: NOW - 86_400_000, to: NOW });
  expect(coverage.map(({ parameter, total, good }) => ({ parameter, total, good }))).toEqual([
    { parameter: 'cod', total: 2, good: 0 },
    { parameter: 'ph', total: 25, good: 25 },
  ]);
});
