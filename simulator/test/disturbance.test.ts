import { describe, expect, it } from 'vitest';
import { extent } from '../src/disturbance.ts';
import {
  DISTURBANCE_KINDS,
  type Disturbance,
  disturbanceProblem,
  happeningsOf,
  signsOf,
} from '../src/index.ts';

const DAY = 86_400_000;
const BULKING: Disturbance = { kind: 'bulking', severity: 1, fromMs: 0, toMs: 10 * DAY, rampMs: 4 * DAY };
const OVERLOAD: Disturbance = { kind: 'overload', strengthFactor: 2, fromMs: 0, toMs: 20 * DAY };

describe('disturbances', () => {
  it('are there from their begin to their end, and before and after not', () => {
    const cut: Disturbance = { kind: 'power-cut', fromMs: 100, toMs: 200 };
    expect([99, 100, 199, 200].map((t) => extent(cut, t))).toEqual([0, 1, 1, 0]);
  });

  it('rise slowly where sludge or a city grows, and only sludge takes time to recover', () => {
    expect([0, 2, 4, 9, 12, 14, 20].map((day) => extent(BULKING, day * DAY))).toEqual([
      0, 0.5, 1, 1, 0.5, 0, 0,
    ]);
    expect([0, 5, 10, 20].map((day) => extent(OVERLOAD, day * DAY))).toEqual([0, 0.25, 0.5, 0]);
  });

  it('are listed by what happens when', () => {
    expect(
      happeningsOf([OVERLOAD, BULKING]).map(({ atMs, what, disturbance }) => [
        atMs / DAY,
        disturbance.kind,
        what,
      ]),
    ).toEqual([
      [0, 'overload', 'begins'],
      [0, 'bulking', 'begins'],
      [4, 'bulking', 'is full'],
      [10, 'bulking', 'ends'],
      [14, 'bulking', 'is over'],
      [20, 'overload', 'ends'],
    ]);
  });

  it('each show themselves somewhere', () => {
    for (const kind of DISTURBANCE_KINDS) expect(signsOf({ kind } as Disturbance).length).toBeGreaterThan(0);
  });

  it('are refused with what is wrong with them', () => {
    expect(disturbanceProblem(BULKING)).toBeUndefined();
    expect(disturbanceProblem({ ...BULKING, severity: 2 })).toBe('severity of bulking is 2, expected 0 to 1');
    expect(disturbanceProblem({ ...BULKING, toMs: 0 })).toContain('expected an end after its begin');
    expect(disturbanceProblem({ ...OVERLOAD, fromMs: Number.NaN })).toContain('expected an end');
  });
});
