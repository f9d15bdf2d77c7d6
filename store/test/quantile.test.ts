import { describe, expect, it } from 'vitest';
import { quantile } from '../src/quantile.ts';

describe('quantile()', () => {
  it('interpolates between the nearest values, as R’s type 7', () => {
    expect(quantile([10, 20, 30, 40], 0.5)).toBe(25);
    expect(quantile([10, 20, 30, 40], 0.95)).toBeCloseTo(38.5, 12);
    expect(quantile([7], 0.95)).toBe(7);
    expect(quantile([1, 2, 3], 1)).toBe(3);
  });

  it('is NaN of nothing', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});
