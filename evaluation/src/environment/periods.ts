import { DERIVED_PERIODS, type DerivedPeriod } from '@banyu/contracts';
import type { TimeRange } from '@banyu/store';
import { calendarOf } from '../completeness/calendar.ts';

/** The periods of a plant's calendar that meet a range, whole and ascending. */
export function periodsOf(period: DerivedPeriod, range: TimeRange, timeZone: string): readonly TimeRange[] {
  const { edges } = calendarOf(range, period, timeZone);
  return [...edges.subarray(1)].map((end, i) => ({ from: edges[i] ?? end, to: end }));
}

/** A semester as far as it has passed, and the periods in it that are to be derived: what has passed of each. Unix ms. */
export interface KnownSemester {
  readonly known: TimeRange;
  readonly periods: readonly (TimeRange & { readonly period: DerivedPeriod })[];
}

/** The semesters that meet a range, up to `now`, each with its days, months and itself where they meet the range. */
export function* semestersToDerive(
  { from, to, now }: TimeRange & { readonly now: number },
  timeZone: string,
): Generator<KnownSemester> {
  for (const semester of periodsOf('semester', { from, to }, timeZone)) {
    const known = { from: semester.from, to: Math.min(semester.to, now) };
    if (known.from >= known.to) return;
    const periods = DERIVED_PERIODS.flatMap((period) =>
      periodsOf(period, known, timeZone)
        .filter((each) => each.from < to && each.to > from)
        .map((each) => ({ period, from: each.from, to: Math.min(each.to, now) })),
    );
    yield { known, periods };
  }
}
