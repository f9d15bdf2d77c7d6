import { describe, expect, it } from 'vitest';
import { Drift } from '../../src/sensor/drift.ts';
import { DAY, deviation, mean, START } from '../support/probe-rig.ts';

const fault = { fault: 'drift', parameter: 'cod', from: START, perDay: 5 } as const;

/** How far 1 000 probes have walked after so many days. */
function walked(days: number): number[] {
  return Array.from({ length: 1_000 }, (_, seed) =>
    new Drift({ ...fault, shape: 'random-walk' }, seed).between(START, START + days * DAY),
  );
}

describe('Drift', () => {
  it('is so much a day when it is linear', () => {
    expect(new Drift({ ...fault, shape: 'linear' }, 1).between(START + DAY, START + 3.5 * DAY)).toBe(12.5);
  });

  it('as a random walk has a standard deviation of so much after a day, twice that after four, and no direction', () => {
    for (const [days, expected] of [
      [1, 5],
      [4, 10],
    ] as const) {
      expect(Math.abs(deviation(walked(days)) / expected - 1)).toBeLessThan(0.08);
      expect(Math.abs(mean(walked(days))) / expected).toBeLessThan(0.1);
    }
  });

  it('as a random walk comes to the same over a span and over its parts', () => {
    const drift = new Drift({ ...fault, shape: 'random-walk' }, 3);
    const [a, b, c] = [START + 0.3 * DAY, START + 1.71 * DAY, START + 2.2 * DAY];
    expect(drift.between(a, b) + drift.between(b, c)).toBeCloseTo(drift.between(a, c), 10);
  });
});
