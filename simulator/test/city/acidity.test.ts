import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alkalinityOf, phOf } from '../../src/city/acidity.ts';

describe('phOf()', () => {
  it('finds the pH that made the alkalinity', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 12.5, noNaN: true }),
        fc.double({ min: 0.05, max: 30, noNaN: true }),
        (ph, carbon) => {
          expect(phOf(alkalinityOf(ph, carbon), carbon)).toBeCloseTo(ph, 6);
        },
      ),
    );
  });

  it('gives pK1 for a water that is half bicarbonate, half carbon dioxide', () => {
    expect(phOf(2.5, 5)).toBeCloseTo(6.33, 2);
  });
});
