import { PARAMETER_IDS, parameterOf } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instruments } from '../../src/sensor/instrument.ts';

describe('instruments()', () => {
  it('gives a value within the span with no more decimals than the contract has, or none', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PARAMETER_IDS),
        fc.integer({ min: 0, max: 2e12 }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (id, t, truth) => {
          const value = instruments(() => truth, 1)(id, t);
          const parameter = parameterOf(id);
          if (value === null || parameter === undefined) return;
          expect(value).toBeGreaterThanOrEqual(parameter.span[0]);
          expect(value).toBeLessThanOrEqual(parameter.span[1]);
          expect(Number(value.toFixed(parameter.decimals))).toBe(value);
        },
      ),
    );
  });

  it('reads the truth on average, and now and then nothing', () => {
    const sensor = instruments(() => 80, 5);
    const values = Array.from({ length: 20_000 }, (_, i) => sensor('cod', i * 5_000));
    const good = values.filter((value) => value !== null);
    expect(good.reduce((sum, value) => sum + value, 0) / good.length).toBeCloseTo(80, 1);
    expect(values.length - good.length).toBeGreaterThan(5);
    expect(values.length - good.length).toBeLessThan(80);
  });

  it('says the same again for the same seed, parameter and instant, and else something of its own', () => {
    const say = (seed: number, parameter: 'cod' | 'tss', t: number) =>
      instruments(() => 80, seed)(parameter, t);
    expect(say(1, 'cod', 1_000)).toBe(say(1, 'cod', 1_000));
    expect(
      new Set([say(1, 'cod', 1_000), say(2, 'cod', 1_000), say(1, 'tss', 1_000), say(1, 'cod', 2_000)]).size,
    ).toBe(4);
  });

  it('gives nothing where there is nothing to measure', () => {
    expect(instruments(() => undefined, 1)('cod', 0)).toBeNull();
  });
});
