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

  it.each([
    ['the whole of the first delay', 0, 0],
    ['the second half of later ones', 10, 0.5],
  ])('spreads a thousand devices evenly over %s', (_, failures, fromShare) => {
    const ceiling = failures === 0 ? 1_000 : 60_000;
    const shares = Array.from(
      { length: 1_000 },
      (_, i) => backOffMs(backOff, failures, ((i * 7_919) % 1_000) / 1_000) / ceiling,
    );
    const width = (1 - fromShare) / 10;
    for (let tenth = 0; tenth < 10; tenth++) {
      // Half a step aside, for the dust of binary fractions.
      const [from, to] = [tenth, tenth + 1].map((n) => fromShare + n * width - width / 200);
      expect(shares.filter((share) => share >= (from ?? 0) && share < (to ?? 0))).toHaveLength(100);
    }
  });
});
