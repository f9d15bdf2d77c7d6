import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, smoothNoise } from '../src/random.ts';

describe('createRandom()', () => {
  it('spreads evenly over 0 to 1, for any key', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (seed, day) => {
        const random = createRandom(seed, day);
        const tenths = new Array<number>(10).fill(0);
        for (let i = 0; i < 5_000; i++) {
          const tenth = Math.floor(random() * 10);
          tenths[tenth] = (tenths[tenth] ?? 0) + 1;
        }
        for (const count of tenths) expect(count).toBeGreaterThan(350);
        for (const count of tenths) expect(count).toBeLessThan(650);
      }),
      { numRuns: 50 },
    );
  });

  it('begins elsewhere for each day of a seed', () => {
    const firsts = new Set(Array.from({ length: 1000 }, (_, day) => createRandom(1, day)()));
    expect(firsts.size).toBe(1000);
  });
});

describe('smoothNoise()', () => {
  it('stays within -1 and 1, averages 0, and has no steps', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => smoothNoise(3, 1, i * 10, 1_000));
    const steps = values.slice(1).map((value, i) => Math.abs(value - (values[i] ?? 0)));
    expect(values.filter((value) => Math.abs(value) > 1)).toEqual([]);
    expect(steps.filter((step) => step > 0.05)).toEqual([]);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0, 1);
  });
});
