import { InvalidInputError } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { downsample } from '../src/downsample.ts';
import type { RawPoint } from '../src/query.ts';

function points(values: readonly (number | null)[]): RawPoint[] {
  return values.map((value, i) => ({ t: i * 10, value: value ?? Number.NaN, flag: value === null ? 9 : 1 }));
}

describe('downsample()', () => {
  it('leaves few points alone', () => {
    const few = points([1, 2, 3]);
    expect(downsample(few, 3)).toEqual({ points: few, downsampled: false });
  });

  it('keeps the minimum and the maximum of each slice, in order of time', () => {
    const { points: kept } = downsample(points([5, 9, 1, 5, 5, 7, 6, 8]), 4);
    expect(kept.map(({ value }) => value)).toEqual([9, 1, 5, 8]);
  });

  it('keeps one point of a slice that is flat', () => {
    expect(downsample(points([5, 5, 5, 5, 1, 2, 3, 4]), 4).points.map(({ t }) => t)).toEqual([0, 40, 70]);
  });

  it('leaves the gap visible where a slice has no value', () => {
    const { points: kept } = downsample(points([1, 2, 3, null, null, null, 4, 5, 6]), 6);
    expect(kept.map(({ value }) => value)).toEqual([1, 3, Number.NaN, 4, 6]);
  });

  it('refuses to keep fewer than two points', () => {
    expect(() => downsample(points([1, 2]), 1)).toThrow(InvalidInputError);
  });
});
