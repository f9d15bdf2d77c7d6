import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LagChain } from '../../src/sensor/lag-chain.ts';
import { RESPONSE_CLASSES } from '../../src/sensor/response-class.ts';

const MINUTE = 60_000;

/** Share of a step that has come out after so many minutes. */
function share(of: keyof typeof RESPONSE_CLASSES, minutes: number): number {
  const { lags, tauMs } = RESPONSE_CLASSES[of];
  return new LagChain(lags, 0).output(minutes * MINUTE, tauMs, 1);
}

describe('LagChain', () => {
  it.each([
    ['A', 1, 0.9],
    ['A', 0.5, 0.579],
    ['B0', 10, 0.9],
    ['B0', 5, 0.241],
    ['B0', 4, 0.1],
    ['C0', 20, 0.9],
    ['C0', 10, 0.241],
    ['C0', 8, 0.1],
  ] as const)(
    'answers a step as the benchmark says: class %s after %d min by %d',
    (of, minutes, expected) => {
      expect(share(of, minutes)).toBeCloseTo(expected, expected === 0.1 ? 2 : 3);
    },
  );

  it('agrees with the step response of two lags written out, 1 − (1 + x) exp(−x)', () => {
    for (const x of [0, 0.1, 1, 3, 50, 1e6]) {
      expect(new LagChain(2, 0).output(x, 1, 1)).toBeCloseTo(1 - (1 + x) * Math.exp(-x), 14);
    }
  });

  it('comes to the same, however a span is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 20 }),
        (lags, spans) => {
          const cut = new LagChain(lags, 5);
          for (const dt of spans) cut.advance(dt, 50_000, 90);
          const whole = new LagChain(lags, 5);
          whole.advance(
            spans.reduce((sum, dt) => sum + dt, 0),
            50_000,
            90,
          );
          expect(cut.output(0, 50_000, 90)).toBeCloseTo(whole.output(0, 50_000, 90), 9);
        },
      ),
    );
  });

  it('without lags lets the input through', () => {
    expect(new LagChain(0, 3).output(0, 0, 7)).toBe(7);
  });
});
