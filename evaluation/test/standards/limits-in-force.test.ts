import { parameterOf } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertStandard,
  isInside,
  limitsAt,
  limitsOverTime,
  limitsWithin,
  STANDARDS,
} from '../../src/index.ts';

const TEXTILE = 'textile-permen-lh-12-2025';
/** 9 September 2025 in Jakarta. */
const PROMULGATED = Date.UTC(2025, 8, 8, 17);

function highest(
  capacityM3PerDay: number | null,
  parameter: string,
  t = PROMULGATED,
): number | null | undefined {
  const limits = limitsAt({ standard: TEXTILE, capacityM3PerDay }, t)?.tier.limits;
  return limits?.find((limit) => limit.parameter === parameter)?.max;
}

describe('the standards', () => {
  it('hold for textile what Lampiran I of Permen LH/BPLH 12/2025 says, by discharge', () => {
    expect([50, 400, 2_000].map((m3) => highest(m3, 'cod'))).toEqual([150, 125, 115]);
    expect([50, 400, 2_000].map((m3) => highest(m3, 'bod'))).toEqual([60, 45, 35]);
    expect([50, 400, 2_000].map((m3) => highest(m3, 'tss'))).toEqual([50, 40, 30]);
    const { tier } = limitsAt({ standard: TEXTILE, capacityM3PerDay: 400 }, PROMULGATED) ?? {};
    expect(
      Object.fromEntries(tier?.limits.map(({ parameter, min, max }) => [parameter, [min, max]]) ?? []),
    ).toEqual({
      ph: [6, 9],
      cod: [null, 125],
      bod: [null, 45],
      tss: [null, 40],
      nh3n: [null, 8],
      sulfide: [null, 0.3],
      phenol: [null, 0.5],
      chromium: [null, 1],
      oil_and_grease: [null, 3],
      temperature: [null, 38],
      colour: [null, 200],
    });
  });

  it('take the stricter tier where the text leaves the boundary open, and the strictest for an unknown capacity', () => {
    expect([100, 1_000, null].map((m3) => highest(m3, 'cod'))).toEqual([125, 115, 115]);
    expect(limitsAt({ standard: TEXTILE, capacityM3PerDay: null }, PROMULGATED)?.tierBy).toBe('strictest');
  });

  it('have limits that a reading can meet, and never become laxer with the discharge', () => {
    for (const { tiers } of STANDARDS) {
      for (const [i, { limits }] of tiers.entries()) {
        for (const { parameter, min, max } of limits) {
          const [lowest, top] = parameterOf(parameter)?.span ?? [];
          if (min !== null) expect(min).toBeGreaterThanOrEqual(lowest ?? Infinity);
          if (max !== null) expect(max).toBeLessThanOrEqual(top ?? -Infinity);
          const smaller = tiers[i - 1]?.limits.find((limit) => limit.parameter === parameter);
          if (i > 0) expect(max ?? Infinity).toBeLessThanOrEqual(smaller?.max ?? Infinity);
        }
      }
    }
  });

  it('are found by id, and a wrong id is told which there are', () => {
    expect(new Set(STANDARDS.map(({ id }) => id)).size).toBe(STANDARDS.length);
    expect(() => assertStandard(TEXTILE)).not.toThrow();
    expect(() => assertStandard('textil')).toThrow(
      /no effluent standard "textil".*textile-permen-lh-12-2025/,
    );
  });
});

describe('limitsOverTime()', () => {
  it('judges what came before a regulation by the one it replaced, whichever of them the plant names', () => {
    for (const standard of [TEXTILE, 'textile-permen-lh-5-2014']) {
      const plant = { standard, capacityM3PerDay: 400 };
      expect(limitsAt(plant, PROMULGATED - 1)?.standard.id).toBe('textile-permen-lh-5-2014');
      expect(limitsAt(plant, PROMULGATED)?.standard.id).toBe(TEXTILE);
    }
  });

  it('gives none without a standard, or with one that is not known', () => {
    expect(limitsOverTime({ standard: null, capacityM3PerDay: 400 })).toEqual([]);
    expect(limitsOverTime({ standard: 'of-old', capacityM3PerDay: 400 })).toEqual([]);
  });
});

it('limitsWithin() divides a range without gap or overlap', () => {
  const around = fc.integer({ min: -1_000, max: 1_000 }).map((ms) => PROMULGATED + ms);
  fc.assert(
    fc.property(around, fc.integer({ min: 1, max: 2_000 }), (from, length) => {
      const parts = limitsWithin({ standard: TEXTILE, capacityM3PerDay: 400 }, { from, to: from + length });
      expect(parts[0]?.within.from).toBe(from);
      expect(parts.at(-1)?.within.to).toBe(from + length);
      for (const [i, { within }] of parts.entries()) {
        expect(within.from).toBeLessThan(within.to);
        if (i > 0) expect(within.from).toBe(parts[i - 1]?.within.to);
      }
    }),
  );
});

it('isInside() takes the bounds themselves as inside', () => {
  expect([5.99, 6, 9, 9.01].map((value) => isInside(value, { min: 6, max: 9 }))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
