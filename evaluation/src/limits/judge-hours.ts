import type { EffluentLimit } from '@banyu/contracts';
import { VALID_SHARE } from '../completeness/tally.ts';
import { isInside } from '../standards/limits-in-force.ts';
import type { Verdict } from './judge-sample.ts';

/** The good readings of one series in one hour. */
export interface GoodHour {
  /** How many; above 0. */
  readonly good: number;
  /** The lowest and the highest of them. */
  readonly span: readonly [min: number, max: number];
  /** How many readings the device's schedule expects in the hour; undefined without a schedule. */
  readonly expected: number | undefined;
}

/** Verdicts by the begin of the hour, Unix ms; an hour without any good reading is not there. */
export type HourVerdicts = ReadonlyMap<number, Verdict>;

/**
 * An hour is outside when a good reading is, however few there are: that is an exceedance. It is inside when all are and
 * they are enough: the share of the expected ones that makes an hour complete; without a schedule one is enough.
 */
export function judgeHour(
  { good, span, expected }: GoodHour,
  limit: Pick<EffluentLimit, 'min' | 'max'>,
): Verdict {
  if (!span.every((value) => isInside(value, limit))) return 'outside';
  return good >= VALID_SHARE * (expected ?? 0) ? 'inside' : 'undecided';
}

/** Two devices measure the same water: outside by one is outside, inside by one and not outside by another is inside. */
export function joinDevices(verdicts: readonly HourVerdicts[]): HourVerdicts {
  return joined(verdicts, (of) =>
    of.includes('outside') ? 'outside' : of.includes('inside') ? 'inside' : 'undecided',
  );
}

/** All parameters together: inside when each of them is; outside when one is. */
export function joinParameters(verdicts: readonly HourVerdicts[]): HourVerdicts {
  return joined(verdicts, (of) =>
    of.includes('outside')
      ? 'outside'
      : of.length === verdicts.length && of.every((verdict) => verdict === 'inside')
        ? 'inside'
        : 'undecided',
  );
}

/** How many of the hours within from ≤ t < to got which verdict; they add up to `evaluated`. */
export interface VerdictCounts {
  readonly evaluated: number;
  readonly inside: number;
  readonly outside: number;
  readonly undecided: number;
}

export function countVerdicts(verdicts: Iterable<Verdict>): VerdictCounts {
  const counts = { inside: 0, outside: 0, undecided: 0 };
  for (const verdict of verdicts) counts[verdict] += 1;
  return { evaluated: counts.inside + counts.outside + counts.undecided, ...counts };
}

function joined(verdicts: readonly HourVerdicts[], join: (of: readonly Verdict[]) => Verdict): HourVerdicts {
  const hours = new Set(verdicts.flatMap((each) => [...each.keys()]));
  return new Map(
    [...hours].sort((a, b) => a - b).map((t) => [t, join(verdicts.flatMap((each) => each.get(t) ?? []))]),
  );
}
