import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceAt, gaussianAt } from '../../src/sensor/chance.ts';
import { deviation, mean, START } from '../support/probe-rig.ts';

/** Seconds of Unix time, as noise asks for them. */
const PLACES = Array.from({ length: 20_000 }, (_, i) => START / 1_000 + i);

describe('chanceAt()', () => {
  it('is even between 0 and 1, for neighbouring places, seeds, channels and draws alike', () => {
    const whole = fc.integer({ min: -1_000, max: 1_000 });
    fc.assert(
      fc.property(whole, fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1), (seed, channel, draw) => {
        for (const numbers of [
          PLACES.map((place) => chanceAt(seed, channel, place, draw)),
          PLACES.map((_, i) => chanceAt(seed + i, channel, START, draw)),
        ]) {
          expect(mean(numbers)).toBeCloseTo(0.5, 1);
          expect(deviation(numbers)).toBeCloseTo(Math.sqrt(1 / 12), 2);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('gaussianAt()', () => {
  it('is standard normal, and its neighbours in time and seed have nothing to do with one another', () => {
    const numbers = PLACES.map((place) => gaussianAt(7, 1, place));
    const others = PLACES.map((place) => gaussianAt(8, 1, place));
    const together = (lag: number, of: readonly number[]) =>
      mean(numbers.slice(lag).map((number, i) => number * (of[i] ?? 0)));
    expect(mean(numbers)).toBeCloseTo(0, 1);
    expect(deviation(numbers)).toBeCloseTo(1, 1);
    for (const lag of [1, 2, 60]) expect(Math.abs(together(lag, numbers))).toBeLessThan(0.04);
    expect(Math.abs(together(0, others))).toBeLessThan(0.04);
  });
});
