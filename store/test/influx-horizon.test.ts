import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Horizon } from '../src/influx/horizon.ts';

describe('Horizon', () => {
  it('never calls a taken time free', () => {
    const times = fc.array(fc.integer({ min: 0, max: 30 }));
    fc.assert(
      fc.property(times, times, (stored, coming) => {
        const taken = new Set(stored);
        const horizon = stored.length === 0 ? Horizon.empty() : Horizon.upTo(Math.max(...stored));
        for (const t of coming) {
          if (horizon.take(t)) expect(taken.has(t)).toBe(false);
          taken.add(t);
        }
      }),
    );
  });

  it('knows without asking: a series that goes on, a fresh one’s past, and an outage’s backlog beside live readings', () => {
    const known = Horizon.upTo(100);
    expect([110, 120, 130].map((t) => known.take(t))).toEqual([true, true, true]);
    expect([500, 140, 510, 150, 520, 490].map((t) => known.take(t))).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
    ]);
    expect([90, 150, 520].map((t) => known.take(t))).toEqual([false, false, false]);

    const fresh = Horizon.empty();
    expect([500, 10, 20, 30, 510, 40].map((t) => fresh.take(t))).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
    ]);
  });
});
