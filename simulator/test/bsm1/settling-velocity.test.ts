import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BSM1_SETTLING, SettlingVelocity } from '../../src/bsm1/settling-velocity.ts';

describe('SettlingVelocity', () => {
  it('follows the double exponential within 1e-5 m/d, for the benchmark’s sludge and for worse', () => {
    const sludge = fc.record({
      v0Max: fc.double({ min: 50, max: 300, noNaN: true }),
      v0: fc.double({ min: 50, max: 500, noNaN: true }),
      rh: fc.double({ min: 3e-4, max: 1.2e-3, noNaN: true }),
      rp: fc.double({ min: 2e-3, max: 3e-3, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(BSM1_SETTLING), sludge),
        fc.double({ min: -50, max: 19_999, noNaN: true }),
        (p, x) => {
          const formula = p.v0 * (Math.exp(-p.rh * x) - Math.exp(-p.rp * x));
          const expected = Math.max(0, Math.min(p.v0Max, formula));
          expect(Math.abs(new SettlingVelocity(p).at(x) - expected)).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is 0 where nothing settles, and beyond what sludge thickens to', () => {
    const velocity = new SettlingVelocity(BSM1_SETTLING);
    expect([velocity.at(0), velocity.at(-1), velocity.at(20_000), velocity.at(1e9)]).toEqual([0, 0, 0, 0]);
  });
});
