import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs } from '../src/back-off.ts';

const backOff = { baseMs: 1_000, capMs: 60_000 };
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backOffMs()', () => {
  it('never waits longer than the cap, nor longer than the base doubled for each failure', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), chance, (failures, luck) => {
        const delay = backOffMs(backOff, failures, luck);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(60_000, 1_000 * 2 ** failures));
      }),
    );
  });

  it('spreads a thousand devices evenly over the whole of the delay', () => {
    const delays = Array.from({ length: 1_000 }, (_, i) =>
      backOffMs(backOff, 10, ((i * 7_919) % 1_000) / 1_000),
    );
    for (let tenth = 0; tenth < 10; tenth++) {
      const there = delays.filter((ms) => ms >= tenth * 6_000 && ms < (tenth + 1) * 6_000);
      expect(there).toHaveLength(100);
    }
  });
});
