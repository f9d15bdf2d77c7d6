import { describe, expect, it } from 'vitest';
import { oxygenSaturation, transferAt } from '../../src/asm1/parameters.ts';

describe('oxygenSaturation()', () => {
  it.each([
    [10, 8.913],
    [15, 8],
    [20, 7.26],
    [25, 6.656],
    [30, 6.161],
  ])('at %d °C is %d g/m³', (celsius, expected) => {
    expect(oxygenSaturation(celsius)).toBeCloseTo(expected, 3);
  });
});

describe('transferAt()', () => {
  it('grows by 2.4 % a degree', () => {
    expect(transferAt(240, 15)).toBe(240);
    expect(transferAt(240, 16)).toBeCloseTo(245.76, 10);
  });
});
