import type { Disturbance, DisturbanceKind } from './disturbance.ts';
import type { Point, Quantity } from './truth.ts';

/** What somebody who watches the plant should see of a disturbance. */
export interface Sign {
  readonly point: Point;
  readonly quantity: Quantity;
  /** Against how it would have been. */
  readonly change: 'rises' | 'falls';
  /** By a tenth or more at the latest so long after the disturbance began, where it is a strong one. */
  readonly withinMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** By kind, in the order in which they show. */
const SIGNS: Readonly<Record<DisturbanceKind, readonly Sign[]>> = {
  'toxic-shock': [
    { point: 'aeration', quantity: 'nh3n', change: 'rises', withinMs: 2 * DAY },
    { point: 'effluent', quantity: 'nh3n', change: 'rises', withinMs: 2 * DAY },
  ],
  bulking: [{ point: 'effluent', quantity: 'tss', change: 'rises', withinMs: 10 * DAY }],
  'blower-failure': [
    { point: 'aeration', quantity: 'dissolved_oxygen', change: 'falls', withinMs: 15 * MINUTE },
    { point: 'aeration', quantity: 'orp', change: 'falls', withinMs: 15 * MINUTE },
    { point: 'aeration', quantity: 'nh3n', change: 'rises', withinMs: 3 * HOUR },
    { point: 'effluent', quantity: 'nh3n', change: 'rises', withinMs: 8 * HOUR },
  ],
  'pump-trip': [
    { point: 'equalization', quantity: 'flow', change: 'falls', withinMs: 2 * MINUTE },
    { point: 'effluent', quantity: 'flow', change: 'falls', withinMs: 2 * MINUTE },
    { point: 'equalization', quantity: 'level', change: 'rises', withinMs: 2 * HOUR },
  ],
  storm: [
    { point: 'influent', quantity: 'flow', change: 'rises', withinMs: 30 * MINUTE },
    { point: 'influent', quantity: 'conductivity', change: 'falls', withinMs: HOUR },
    { point: 'equalization', quantity: 'level', change: 'rises', withinMs: 2 * HOUR },
    { point: 'river-upstream', quantity: 'flow', change: 'rises', withinMs: 6 * HOUR },
  ],
  'illegal-dumping': [
    { point: 'influent', quantity: 'cod', change: 'rises', withinMs: 2 * MINUTE },
    { point: 'influent', quantity: 'colour', change: 'rises', withinMs: 2 * MINUTE },
    { point: 'influent', quantity: 'chromium', change: 'rises', withinMs: 2 * MINUTE },
    { point: 'equalization', quantity: 'colour', change: 'rises', withinMs: HOUR },
    { point: 'effluent', quantity: 'chromium', change: 'rises', withinMs: 2 * DAY },
  ],
  'power-cut': [
    { point: 'effluent', quantity: 'flow', change: 'falls', withinMs: 2 * MINUTE },
    { point: 'aeration', quantity: 'dissolved_oxygen', change: 'falls', withinMs: 15 * MINUTE },
    { point: 'equalization', quantity: 'level', change: 'rises', withinMs: 2 * HOUR },
  ],
  overload: [{ point: 'effluent', quantity: 'nh3n', change: 'rises', withinMs: 30 * DAY }],
};

/** What a disturbance shows itself by, in the order in which it does: for alarms to be tested against. */
export function signsOf(disturbance: Disturbance): readonly Sign[] {
  return SIGNS[disturbance.kind];
}

/** Something that happens to the plant, at an instant. */
export interface Happening {
  /** Unix ms. */
  readonly atMs: number;
  readonly what: 'begins' | 'is full' | 'ends' | 'is over';
  readonly disturbance: Disturbance;
}

/**
 * What happens when, in the order of time: each disturbance begins and ends; one that rises is full in between, and
 * one that falls slowly is over later than it ends.
 */
export function happeningsOf(disturbances: readonly Disturbance[]): readonly Happening[] {
  return disturbances
    .flatMap((disturbance): Happening[] => {
      const { kind, fromMs, toMs } = disturbance;
      const happenings: Happening[] = [
        { atMs: fromMs, what: 'begins', disturbance },
        { atMs: toMs, what: 'ends', disturbance },
      ];
      if (kind !== 'bulking' && kind !== 'overload') return happenings;
      const rampMs = disturbance.rampMs ?? (kind === 'bulking' ? (toMs - fromMs) / 2 : toMs - fromMs);
      if (rampMs < toMs - fromMs) happenings.push({ atMs: fromMs + rampMs, what: 'is full', disturbance });
      if (kind === 'bulking') {
        const risen = Math.min(rampMs, toMs - fromMs);
        happenings.push({ atMs: toMs + risen, what: 'is over', disturbance });
      }
      return happenings;
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}
