import { describe, expect, test } from 'vitest';
import {
  CHART_START,
  chartLimit,
  type DriftChart,
  judgeDrift,
  movingRangeSigma,
  nextChartState,
} from '../../src/laboratory/drift.ts';

/** Seeded normal deviates: Box and Muller's transform over a 32-bit generator (mulberry32). */
function normal(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Checks until the first alarm, on average, against the limit that EWMA's comes to in the end. */
function averageRunLength(chart: DriftChart, shift: number, runs: number): number {
  const next = normal(1_234);
  const limit = chartLimit(Number.POSITIVE_INFINITY, chart);
  let checks = 0;
  for (let run = 0; run < runs; run++) {
    for (let state = CHART_START; ; ) {
      state = nextChartState(state, next() + shift, chart);
      if (state.high <= limit && state.low <= limit) continue;
      checks += state.checks;
      break;
    }
  }
  return checks / runs;
}

describe('how many checks until an alarm, on average', () => {
  const cusum = (h: number): DriftChart => ({ kind: 'cusum', k: 0.5, h });
  const ewma = (lambda: number, l: number): DriftChart => ({ kind: 'ewma', lambda, l });
  // Run lengths of 20 000 simulated series each, started at 0; normal errors.
  test.each([
    ['cusum h 4', cusum(4), [168, 26, 8.4, 3.4]],
    ['cusum h 5', cusum(5), [466, 38, 10.4, 4.0]],
    ['ewma 0.05, 2.615', ewma(0.05, 2.615), [496, 29, 11.4, 5.2]],
    ['ewma 0.1, 2.814', ewma(0.1, 2.814), [496, 32, 10.3, 4.4]],
    ['ewma 0.2, 2.962', ewma(0.2, 2.962), [497, 42, 10.7, 3.7]],
    ['ewma 0.2, 3', ewma(0.2, 3), [560, 44, 10.9, 3.8]],
    ['ewma 0.3, 3', ewma(0.3, 3), [458, 53, 11.7, 3.5]],
  ] as const)('%s', (_, chart, expected) => {
    const found = [0, 0.5, 1, 2].map((shift) => averageRunLength(chart, shift, shift === 0 ? 3_000 : 4_000));
    for (const [i, length] of found.entries()) {
      const reference = expected[i] ?? 0;
      expect(Math.abs(length - reference) / reference, `${length} for ${reference}`).toBeLessThan(0.07);
    }
  });
});

test('chartLimit() of EWMA begins at λL, where one check alone is judged, and widens to its end', () => {
  const chart: DriftChart = { kind: 'ewma', lambda: 0.2, l: 3 };
  expect(chartLimit(1, chart)).toBeCloseTo(0.6, 12);
  expect(chartLimit(10, chart)).toBeGreaterThan(chartLimit(9, chart));
  expect(chartLimit(Number.POSITIVE_INFINITY, chart)).toBe(1);
});

describe('judgeDrift()', () => {
  const days = (errors: readonly number[]) => errors.map((e, i) => ({ t: i * 86_400_000, e }));

  test('sees a sensor that begins to read too high, and since when', () => {
    const verdict = judgeDrift(days([0.1, -0.2, 0, 0.1, 2, 2.5, 2.2, 2.4, 2.6]), { sigma: 1 });
    expect(verdict.alarm).toEqual({ t: 6 * 86_400_000, side: 'high' });
    expect(verdict.lastGoodAt).toBe(3 * 86_400_000);
  });

  test('sees one that reads too low, by either chart', () => {
    const low = days([0, 0, -3, -3, -3, -3]);
    expect(judgeDrift(low, { sigma: 1 }).alarm?.side).toBe('low');
    expect(judgeDrift(low, { sigma: 1, chart: { kind: 'ewma', lambda: 0.2, l: 3 } }).alarm?.side).toBe('low');
  });

  test('says nothing of a bias that is known, nor of nothing', () => {
    expect(judgeDrift(days([5, 5.1, 4.9, 5, 5]), { sigma: 0.5, bias: 5 }).alarm).toBeNull();
    expect(judgeDrift([], { sigma: 1 })).toEqual({ points: [], alarm: null, lastGoodAt: null });
  });

  test('refuses a standard deviation of 0', () => {
    expect(() => judgeDrift(days([1]), { sigma: 0 })).toThrow(RangeError);
  });
});

test('a calibration begins the chart anew: what was before is no reason for an alarm after it', () => {
  const differences = [0, 1, 2, 3, 4, 0.1, -0.1, 0].map((e, day) => ({ t: day, e }));
  const judge = (restarts: readonly number[]) => judgeDrift(differences, { sigma: 1, restarts });
  expect(judge([]).points.at(-1)?.alarm).toBe('high');
  const { points, alarm, lastGoodAt } = judge([5]);
  expect(points.map(({ checks }) => checks)).toEqual([1, 2, 3, 4, 5, 1, 2, 3]);
  expect(points.slice(5).map(({ alarm }) => alarm)).toEqual([null, null, null]);
  expect({ alarm, lastGoodAt }).toEqual({ alarm: { t: 4, side: 'high' }, lastGoodAt: 0 });
  expect(judge([3.5]).alarm).toBeNull();
  const again = [...differences, { t: 8, e: -4 }, { t: 9, e: -4 }];
  expect(judgeDrift(again, { sigma: 1, restarts: [5] })).toMatchObject({
    alarm: { t: 9, side: 'low' },
    lastGoodAt: 7,
  });
  expect(movingRangeSigma(differences, [5])).toBeCloseTo((4 + 0.3) / 6 / 1.128);
  expect(movingRangeSigma(differences, [1, 2, 3, 4, 5, 6, 7])).toBeUndefined();
});

test('movingRangeSigma() is near the standard deviation, with a slow drift or without', () => {
  const next = normal(7);
  const series = (slope: number) =>
    Array.from({ length: 2_000 }, (_, i) => ({ t: i, e: 3 * next() + slope * i }));
  expect(movingRangeSigma(series(0))).toBeCloseTo(3, 0);
  expect(movingRangeSigma(series(0.05))).toBeCloseTo(3, 0);
  expect(movingRangeSigma([{ t: 0, e: 1 }])).toBeUndefined();
  expect(movingRangeSigma([])).toBeUndefined();
});
