import type { DerivedPeriod } from '@banyu/contracts';
import type { TimeRange } from '@banyu/store';
import { calendarOf } from '../completeness/calendar.ts';

/** The periods of a plant's calendar that meet a range, whole and ascending. */
export function periodsOf(period: DerivedPeriod, range: TimeRange, timeZone: string): readonly TimeRange[] {
  const { edges } = calendarOf(range, period, timeZone);
  return [...edges.subarray(1)].map((end, i) => ({ from: edges[i] ?? end, to: end }));
}
