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

describe('figuresOf()', () => {
  it('weighs buckets by their readings', () => {
    const curve = aggregated(bucket(0, 10), bucket(1, 40, { count: 6, total: 8, good: 6 }), bucket(2, null));
    expect(figuresOf(columnsOf(curve, 1e9))).toEqual({ low: 9, mean: 20, high: 41, total: 32, good: 18 });
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
