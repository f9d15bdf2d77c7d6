import { FLAG } from '@banyu/contracts';
import { firstAtOrAfter } from '../first-at-or-after.ts';
import type { CorrectedPoint } from './apply-layers.ts';
import type { Correction } from './corrections.ts';
import { localHours } from './local-hours.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** How far the good values may lie away that a straight line is drawn between. */
const LINE_REACH_MS = DAY_MS;
const WEEKS_BACK = 4;
const MEAN_DAYS = 28;
/** Fewer good values of an hour make no mean. */
const MEAN_MINIMUM = 3;

/** A stretch of time, Unix ms: from ≤ t < to. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * What of a series an estimate looks at to fill the gaps within a part of its period: with that much read, readings
 * and layers alike, what it gives there does not depend on how much more was read.
 */
export function estimateReads({ what, from }: Correction, part: Stretch): readonly Stretch[] {
  if (what.kind !== 'estimate') return [];
  const around = { from: part.from - LINE_REACH_MS, to: part.to + LINE_REACH_MS };
  switch (what.method) {
    case 'linear':
      return [around];
    case 'last-good-week':
      return [{ from: part.from - WEEKS_BACK * WEEK_MS - DAY_MS, to: around.to }];
    case 'mean-of-hour':
      return [{ from: from - MEAN_DAYS * DAY_MS, to: from }, around];
  }
}

const EVER: Stretch = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

interface GoodValue {
  readonly t: number;
  readonly value: number;
}

/**
 * Fills what is missing or unusable in the periods of estimates: points without a usable value, and the places of their
 * grid (period's beginning + n steps) near which no point lies. Good and suspect values stay. Of several estimates over
 * one time the newest holds; where a method finds nothing to go by, the gap stays.
 */
export function estimateGaps(
  points: readonly CorrectedPoint[],
  layers: readonly Correction[],
  timeZone: string,
  within: Stretch = EVER,
): readonly CorrectedPoint[] {
  const estimates = layers.filter(({ what }) => what.kind === 'estimate').toReversed();
  if (estimates.length === 0) return points;
  const good = points.flatMap(({ t, value, flag }) =>
    flag === FLAG.pass && value !== null && Number.isFinite(value) ? [{ t, value }] : [],
  );
  const hourAt = localHours(timeZone);
  const filled = new Map<number, CorrectedPoint>();
  for (const [rank, layer] of estimates.entries()) {
    const newer = estimates.slice(0, rank);
    const estimate = estimatorOf(layer, good, hourAt);
    for (const point of gapsOf(points, layer, within)) {
      if (newer.some(({ from, to }) => from <= point.t && point.t < to)) continue;
      const value = estimate(point.t);
      if (value === undefined) continue;
      const flag = point.received && point.flag !== FLAG.missing ? FLAG.fail : FLAG.missing;
      filled.set(point.t, { ...point, value, flag, state: 'estimated', layers: [...point.layers, layer.id] });
    }
  }
  const known = new Set(points.map(({ t }) => t));
  const made = [...filled.values()].filter(({ t }) => !known.has(t));
  return [...points.map((point) => filled.get(point.t) ?? point), ...made].sort((a, b) => a.t - b.t);
}

/** Points of the period without a usable value, and the empty places of its grid. */
function gapsOf(
  points: readonly CorrectedPoint[],
  { from: origin, to: end, what }: Correction,
  within: Stretch,
): readonly CorrectedPoint[] {
  if (what.kind !== 'estimate') return [];
  const { stepMs } = what;
  const [from, to] = [Math.max(origin, within.from), Math.min(end, within.to)];
  const near = points.slice(firstAtOrAfter(points, from - stepMs), firstAtOrAfter(points, to + stepMs));
  const gaps = near.filter((point) => point.t >= from && point.t < to && !isUsable(point));
  let next = 0;
  for (let t = origin + Math.ceil((from - origin) / stepMs) * stepMs; t < to; t += stepMs) {
    while ((near[next]?.t ?? Number.POSITIVE_INFINITY) <= t - stepMs / 2) next += 1;
    const point = near[next];
    if (point !== undefined && point.t <= t + stepMs / 2) continue;
    gaps.push({ t, raw: null, received: false, value: null, flag: FLAG.missing, state: 'raw', layers: [] });
  }
  return gaps;
}

function isUsable({ value, flag }: CorrectedPoint): boolean {
  return value !== null && Number.isFinite(value) && flag !== FLAG.fail && flag !== FLAG.missing;
}

/** The method as a function of time; undefined where it finds nothing to go by. */
function estimatorOf(
  { what, from }: Correction,
  good: readonly GoodValue[],
  hourAt: (t: number) => number,
): (t: number) => number | undefined {
  if (what.kind !== 'estimate') return () => undefined;
  switch (what.method) {
    case 'linear':
      return (t) => onLine(good, t);
    case 'last-good-week':
      return (t) => weeksBefore(good, t, what.stepMs / 2);
    case 'mean-of-hour': {
      const means = meansByHour(good, from, hourAt);
      return (t) => means.get(hourAt(t));
    }
  }
}

function onLine(good: readonly GoodValue[], t: number): number | undefined {
  const next = firstAtOrAfter(good, t);
  const [before, after] = [good[next - 1], good[next]];
  if (before === undefined || after === undefined) return undefined;
  if (t - before.t > LINE_REACH_MS || after.t - t > LINE_REACH_MS) return undefined;
  return before.value + ((after.value - before.value) * (t - before.t)) / (after.t - before.t);
}

/** The good value nearest to the same time one week before, at most `tolerance` away; else two weeks, and so on. */
function weeksBefore(good: readonly GoodValue[], t: number, tolerance: number): number | undefined {
  for (let week = 1; week <= WEEKS_BACK; week++) {
    const then = t - week * WEEK_MS;
    const next = firstAtOrAfter(good, then);
    const [nearest] = [good[next - 1], good[next]]
      .filter((value) => value !== undefined)
      .toSorted((a, b) => Math.abs(a.t - then) - Math.abs(b.t - then));
    if (nearest !== undefined && Math.abs(nearest.t - then) <= tolerance) return nearest.value;
  }
  return undefined;
}

function meansByHour(
  good: readonly GoodValue[],
  before: number,
  hourAt: (t: number) => number,
): ReadonlyMap<number, number> {
  const first = firstAtOrAfter(good, before - MEAN_DAYS * DAY_MS);
  const sample = good.slice(first, firstAtOrAfter(good, before));
  const hours = Map.groupBy(sample, ({ t }) => hourAt(t));
  return new Map(
    [...hours]
      .filter(([, values]) => values.length >= MEAN_MINIMUM)
      .map(([hour, values]) => [hour, values.reduce((sum, { value }) => sum + value, 0) / values.length]),
  );
}
