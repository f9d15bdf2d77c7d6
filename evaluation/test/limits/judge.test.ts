import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countVerdicts,
  isInside,
  joinDevices,
  joinParameters,
  judgeHour,
  judgeOutcome,
  VERDICTS,
  type Verdict,
} from '../../src/index.ts';

const number = fc.integer({ min: -20, max: 20 });
const bounds = fc
  .record({ min: fc.option(number), max: fc.option(number) })
  .filter(({ min, max }) => (min ?? -100) < (max ?? 100) && (min !== null || max !== null));

describe('judgeOutcome()', () => {
  it('holds values against limits, and decides of "<" and ">" what is certain', () => {
    const phenol = { min: null, max: 0.5 };
    expect(judgeOutcome({ kind: 'value', value: 0.5 }, phenol)).toBe('inside');
    expect(judgeOutcome({ kind: 'value', value: 0.51 }, phenol)).toBe('outside');
    expect(judgeOutcome({ kind: 'below', limit: 0.05 }, phenol)).toBe('inside');
    expect(judgeOutcome({ kind: 'below', limit: 0.5 }, phenol)).toBe('inside');
    expect(judgeOutcome({ kind: 'below', limit: 1 }, phenol)).toBe('undecided');
    expect(judgeOutcome({ kind: 'above', limit: 0.5 }, phenol)).toBe('outside');
    expect(judgeOutcome({ kind: 'above', limit: 0.1 }, phenol)).toBe('undecided');
    expect(judgeOutcome({ kind: 'not-analysed' }, phenol)).toBeUndefined();
    expect(judgeOutcome({ kind: 'below', limit: 7 }, { min: 6, max: 9 })).toBe('undecided');
  });

  it('says no more than holds for every value that the result stands for', () => {
    const further = fc.integer({ min: 1, max: 1_000 }).map((n) => n / 10);
    fc.assert(
      fc.property(bounds, number, further, fc.constantFrom('below', 'above'), (limit, edge, by, kind) => {
        const verdict = judgeOutcome({ kind, limit: edge }, limit);
        const value = kind === 'below' ? edge - by : edge + by;
        if (verdict !== 'undecided') expect(verdict).toBe(isInside(value, limit) ? 'inside' : 'outside');
      }),
    );
  });
});

describe('judgeHour()', () => {
  const ph = { min: 6, max: 9 };

  it('takes one good reading outside for an exceedance, whatever the hour is made of', () => {
    expect(judgeHour({ good: 1, span: [7, 9.1], expected: 60 }, ph)).toBe('outside');
    expect(judgeHour({ good: 60, span: [5.9, 7], expected: 60 }, ph)).toBe('outside');
  });

  it('calls an hour inside only on three quarters of what was expected, or on anything without a schedule', () => {
    expect(judgeHour({ good: 45, span: [7, 8], expected: 60 }, ph)).toBe('inside');
    expect(judgeHour({ good: 44, span: [7, 8], expected: 60 }, ph)).toBe('undecided');
    expect(judgeHour({ good: 1, span: [7, 8], expected: undefined }, ph)).toBe('inside');
  });
});

const hours = fc
  .dictionary(fc.constantFrom('1', '2', '3'), fc.constantFrom(...VERDICTS))
  .map(
    (by): ReadonlyMap<number, Verdict> =>
      new Map(Object.entries(by).map(([t, verdict]) => [Number(t), verdict])),
  );

describe('verdicts together', () => {
  it('add up, and do not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(hours, { maxLength: 4 }), (all) => {
        for (const join of [joinDevices, joinParameters]) {
          const together = join(all);
          expect(join(all.toReversed())).toEqual(together);
          const { evaluated, inside, outside, undecided } = countVerdicts(together.values());
          expect(inside + outside + undecided).toBe(evaluated);
          expect(evaluated).toBe(new Set(all.flatMap((each) => [...each.keys()])).size);
        }
      }),
    );
  });

  it('are inside for all parameters only where each of them is known to be', () => {
    const ph = new Map<number, Verdict>([
      [1, 'inside'],
      [2, 'inside'],
      [3, 'undecided'],
    ]);
    const cod = new Map<number, Verdict>([
      [1, 'inside'],
      [3, 'outside'],
    ]);
    expect([...joinParameters([ph, cod])]).toEqual([
      [1, 'inside'],
      [2, 'undecided'],
      [3, 'outside'],
    ]);
    expect([...joinDevices([ph, cod])]).toEqual([
      [1, 'inside'],
      [2, 'inside'],
      [3, 'outside'],
    ]);
  });
});
