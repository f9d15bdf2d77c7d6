import type { EffluentLimit, EffluentStandard, StandardTier } from '@banyu/contracts';
import type { TimeRange } from '@banyu/store';
import { STANDARDS, standardOf } from './standards.ts';

/** What of a plant decides its limits. */
export interface LimitedPlant {
  /** Id of its effluent standard; one that is not known here gives no limits. */
  readonly standard: string | null;
  /** Design capacity: as the discharge is not known beforehand, it decides the tier. */
  readonly capacityM3PerDay: number | null;
}

/** Limits and when they hold: from ≤ t < to, Unix ms; null on a side that is open. */
export interface LimitsInForce {
  readonly from: number | null;
  readonly to: number | null;
  readonly standard: EffluentStandard;
  readonly tier: StandardTier;
  /** Why this tier: the only one, by capacity, or the strictest as the capacity is not known. */
  readonly tierBy: 'single' | 'capacity' | 'strictest';
}

/**
 * The limits of a plant over time, ascending: those of its standard, of what that replaced before, and of what replaces
 * it after. None for a plant without a standard.
 */
export function limitsOverTime({ standard, capacityM3PerDay }: LimitedPlant): readonly LimitsInForce[] {
  const own = standard === null ? undefined : standardOf(standard);
  if (own === undefined) return [];
  const line = lineOf(own);
  return line.map((each, i) => ({
    from: each.validFrom,
    to: line[i + 1]?.validFrom ?? null,
    standard: each,
    ...tierOf(each, capacityM3PerDay),
  }));
}

/** The limits of a plant at an instant (Unix ms); undefined when it has none then. */
export function limitsAt(plant: LimitedPlant, t: number): LimitsInForce | undefined {
  return limitsOverTime(plant).find(({ from, to }) => (from ?? -Infinity) <= t && t < (to ?? Infinity));
}

/** The limits that hold somewhere in a range, each with the part of it that it holds in. */
export function limitsWithin(
  plant: LimitedPlant,
  range: TimeRange,
): readonly (LimitsInForce & { readonly within: TimeRange })[] {
  return limitsOverTime(plant)
    .map((limits) => ({
      ...limits,
      within: {
        from: Math.max(range.from, limits.from ?? range.from),
        to: Math.min(range.to, limits.to ?? range.to),
      },
    }))
    .filter(({ within }) => within.from < within.to);
}

/** Whether a value keeps to a limit; the bounds themselves do. */
export function isInside(value: number, { min, max }: Pick<EffluentLimit, 'min' | 'max'>): boolean {
  return (min === null || value >= min) && (max === null || value <= max);
}

/** A standard with those that it replaced and that replace it, in order of time. */
function lineOf(own: EffluentStandard): readonly EffluentStandard[] {
  const line = [own];
  for (let first = own; first.replaces !== null; ) {
    const before = standardOf(first.replaces);
    if (before === undefined) break;
    line.unshift(before);
    first = before;
  }
  for (let last = own; ; ) {
    const after = STANDARDS.find(({ replaces }) => replaces === last.id);
    if (after === undefined) return line;
    line.push(after);
    last = after;
  }
}

function tierOf(
  { tiers }: EffluentStandard,
  m3PerDay: number | null,
): Pick<LimitsInForce, 'tier' | 'tierBy'> {
  const last = tiers.at(-1) as StandardTier;
  if (tiers.length === 1) return { tier: last, tierBy: 'single' };
  if (m3PerDay === null) return { tier: last, tierBy: 'strictest' };
  return { tier: tiers.findLast(({ fromM3PerDay }) => fromM3PerDay <= m3PerDay) ?? last, tierBy: 'capacity' };
}
