import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Averager } from '../src/averager.ts';

describe('Averager', () => {
  it('gives the mean of the good scans, and how many there were', () => {
    const averager = new Averager(0.5, false);
    for (const value of [7, null, 8, 9]) averager.add(value);
    expect(averager.close(4)).toEqual({ value: 8, good: 3, scans: 4 });
  });

  it('gives no value when fewer scans were good than it asks for, of those that were due', () => {
    const averager = new Averager(0.75, false);
    for (const value of [7, 7, null, null]) averager.add(value);
    expect(averager.close(4)).toEqual({ value: null, good: 2, scans: 4 });
    for (const value of [7, 7]) averager.add(value);
    expect(averager.close(4).value).toBeNull();
    expect(averager.close(4)).toEqual({ value: null, good: 0, scans: 0 });
  });

  it('begins afresh with each interval', () => {
    const averager = new Averager(0, false);
    averager.add(1);
    averager.close(1);
    averager.add(5);
    expect(averager.close(1).value).toBe(5);
  });

  it('keeps the last reading of a counter', () => {
    const averager = new Averager(0.5, true);
    for (const value of [100, 101, null, 103]) averager.add(value);
    expect(averager.close(4).value).toBe(103);
  });

  it('never leaves the span of what it averaged', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const averager = new Averager(0, false);
        for (const value of values) averager.add(value);
        const { value } = averager.close(values.length);
        const dust = 1e-9 * Math.max(...values.map(Math.abs));
        expect(value).toBeGreaterThanOrEqual(Math.min(...values) - dust);
        expect(value).toBeLessThanOrEqual(Math.max(...values) + dust);
      }),
    );
  });
});
