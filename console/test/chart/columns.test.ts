import type { ApiBucket } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/chart/columns.ts';
import { sparklinePaths } from '../../src/chart/sparkline-paths.ts';
import { figuresOf } from '../../src/chart/trend-figures.ts';
import type { Curve, RawPoint } from '../../src/history.ts';

const MINUTE = 60_000;

function bucket(minute: number, mean: number | null, facts: Partial<ApiBucket> = {}): ApiBucket {
  const count = mean === null ? 0 : 12;
  const spread = (by: number) => (mean === null ? null : mean + by);
  return {
    t: minute * MINUTE,
    mean,
    min: spread(-1),
    max: spread(1),
    count,
    total: 12,
    good: count,
    ...facts,
  };
}

function aggregated(...buckets: ApiBucket[]): Curve {
  return { mode: 'aggregated', bucketMs: MINUTE, buckets };
}

function raw(...points: (readonly [second: number, value: number | null, flag?: RawPoint['flag']])[]): Curve {
  return {
    mode: 'raw',
    points: points.map(([second, value, flag = 1]) => ({ t: second * 1_000, value, flag })),
    thinned: false,
  };
}

describe('columnsOf()', () => {
  it('puts a bucket at its middle, the one still filling no later than now', () => {
    expect(columnsOf(aggregated(bucket(0, 5), bucket(1, 6)), MINUTE + 10_000).t).toEqual([30_000, 70_000]);
  });

  it('opens a gap where buckets are missing, and none where the sensor is merely slow', () => {
    const fast = columnsOf(aggregated(...[0, 1, 2, 7, 8, 9].map((m) => bucket(m, 5))), 1e9);
    expect(fast.mean).toEqual([5, 5, 5, null, 5, 5, 5]);
    const slow = [0, 15, 30, 45].map((m) => bucket(m, 5, { count: 1, total: 1, good: 1 }));
    expect(columnsOf(aggregated(...slow), 1e9).mean).toEqual([5, 5, 5, 5]);
  });

  it('opens a gap where raw readings are missing', () => {
    expect(columnsOf(raw([0, 1], [5, 2], [10, 3], [60, 4], [65, 5]), 1e9).mean).toEqual([
      1,
      2,
      3,
      null,
      4,
      5,
    ]);
  });

  it('keeps failed and missing readings out of the line and marks where they were', () => {
    const columns = columnsOf(raw([0, 1], [5, 99, 4], [10, null, 9], [15, 2], [20, 3, 3]), 1e9);
    expect(columns.mean).toEqual([1, null, null, 2, 3]);
    expect(columns.marks).toEqual([
      { kind: 'untrusted', from: 5_000, to: 10_000 },
      { kind: 'suspect', from: 20_000, to: 20_000 },
    ]);
    expect(columns.failed).toEqual([{ t: 5_000, value: 99 }]);
  });

  it('marks buckets by what they hold', () => {
    const { marks } = columnsOf(
      aggregated(bucket(0, 5), bucket(1, 5, { total: 13 }), bucket(2, 5, { good: 3 })),
      1e9,
    );
    expect(marks.map(({ kind }) => kind)).toEqual(['untrusted', 'suspect']);
  });
});

describe('columnsOf() of corrected values', () => {
  const points = [
    { t: 0, value: 1, flag: 1 },
    { t: 5_000, value: 3, flag: 1, state: 'corrected', received: true, raw: 2, layers: [1] },
    { t: 10_000, value: 4, flag: 4, state: 'estimated', received: true, raw: 99, layers: [2] },
    { t: 15_000, value: 5, flag: 9, state: 'estimated', received: false, raw: null, layers: [2] },
    { t: 20_000, value: 6, flag: 1 },
    { t: 25_000, value: null, flag: 4, state: 'excluded', received: true, raw: 7, layers: [3] },
  ] satisfies RawPoint[];
  const columns = columnsOf({ mode: 'raw', points, thinned: false, layers: [] }, 1e9);

  it('draws estimates as a line of their own, which meets the other', () => {
    expect(columns.mean).toEqual([1, 3, null, null, 6, null]);
    expect(columns.estimate).toEqual([null, 3, 4, 5, 6, null]);
  });

  it('marks what was corrected, and what was received and not usable where that was', () => {
    expect(columns.marks.map(({ kind, from }) => [kind, from])).toEqual([
      ['corrected', 5_000],
      ['untrusted', 10_000],
      ['untrusted', 25_000],
    ]);
    expect(columns.failed.map(({ value }) => value)).toEqual([99, 7]);
  });

  it('counts estimates apart from what was received', () => {
    expect(figuresOf(columns)).toEqual({ low: 1, mean: 3.8, high: 6, total: 5, good: 3, estimated: 2 });
  });

  it('shows a bucket of estimates alone, and draws one with any as an estimate', () => {
    const alone = bucket(1, 7, { count: 0, total: 0, good: 0, estimated: 12 });
    const mixed = bucket(2, 8, { count: 6, total: 6, good: 6, estimated: 6 });
    const { mean, estimate } = columnsOf(aggregated(bucket(0, 5), alone, mixed), 1e9);
    expect(mean).toEqual([5, null, null]);
    expect(estimate).toEqual([5, 7, 8]);
  });
});

describe('figuresOf()', () => {
  it('weighs buckets by their readings', () => {
    const curve = aggregated(bucket(0, 10), bucket(1, 40, { count: 6, total: 8, good: 6 }), bucket(2, null));
    expect(figuresOf(columnsOf(curve, 1e9))).toEqual({
      low: 9,
      mean: 20,
      high: 41,
      total: 32,
      good: 18,
      estimated: 0,
    });
  });

  it('has no mean without a reading that counts', () => {
    expect(figuresOf(columnsOf(aggregated(bucket(0, null)), 1e9))).toMatchObject({ mean: null, total: 12 });
  });
});

describe('sparklinePaths()', () => {
  it('breaks the line at a gap and shows where the newest value is', () => {
    const curve = aggregated(...[0, 1, 2, 7, 8, 9].map((m) => bucket(m, m)));
    const { line, head } = sparklinePaths(curve, 0, 10 * MINUTE, 1);
    expect(line.match(/M/g)).toHaveLength(2);
    expect(head).toMatch(/^M95 /);
  });

  it('has no head when the newest readings failed', () => {
    const { head, untrusted } = sparklinePaths(aggregated(bucket(0, 5), bucket(1, null)), 0, 2 * MINUTE, 1);
    expect(head).toBe('');
    expect(untrusted).toBe('M75 38L75 38');
  });

  it('does not draw noise large', () => {
    const { line } = sparklinePaths(aggregated(bucket(0, 5), bucket(1, 5.01)), 0, 2 * MINUTE, 100);
    const heights = [...line.matchAll(/ ([\d.]+)/g)].map(([, y]) => Number(y));
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(0.1);
  });
});
