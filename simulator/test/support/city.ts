import fc from 'fast-check';
import type { Disturbance } from '../../src/index.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** 6 July 2026 in Asia/Jakarta: a dry season's week without holidays. */
export const MONDAY_MIDNIGHT = Date.UTC(2026, 6, 5, 17);

const magnitude = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Some of any kind, within so long from an instant on. */
export function disturbances(fromMs: number, lengthMs: number): fc.Arbitrary<readonly Disturbance[]> {
  const during = fc
    .tuple(fc.integer({ min: 0, max: lengthMs - 1 }), fc.integer({ min: 1, max: lengthMs }))
    .map(([from, length]) => ({ fromMs: fromMs + from, toMs: fromMs + from + length }));
  const kinds: readonly fc.Arbitrary<Disturbance>[] = [
    magnitude(0, 100).chain((toxin) => during.map((span) => ({ kind: 'toxic-shock', toxin, ...span }))),
    magnitude(0, 1).chain((severity) => during.map((span) => ({ kind: 'bulking', severity, ...span }))),
    magnitude(0, 1).chain((remaining) =>
      during.map((span) => ({ kind: 'blower-failure', remaining, ...span })),
    ),
    during.map((span) => ({ kind: 'pump-trip', ...span })),
    magnitude(0, 100).chain((rainMmPerHour) =>
      during.map((span) => ({ kind: 'storm', rainMmPerHour, ...span })),
    ),
    fc
      .tuple(magnitude(0, 50), magnitude(0, 20_000), magnitude(0, 100), magnitude(1, 13.5))
      .chain(([flowM3PerHour, cod, chromium, ph]) =>
        during.map((span) => ({
          kind: 'illegal-dumping',
          flowM3PerHour,
          cod,
          colour: cod,
          chromium,
          ph,
          ...span,
        })),
      ),
    during.map((span) => ({ kind: 'power-cut', ...span })),
    fc
      .tuple(magnitude(0.1, 5), magnitude(0.1, 5))
      .chain(([flowFactor, strengthFactor]) =>
        during.map((span) => ({ kind: 'overload', flowFactor, strengthFactor, ...span })),
      ),
  ];
  return fc.array(fc.oneof(...kinds), { maxLength: 6 });
}
