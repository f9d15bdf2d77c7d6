import { bucketSegments, type TimeRange } from '@banyu/store';

/** What completeness is counted by. A semester is January to June, or July to December. */
export const COMPLETENESS_BUCKETS = ['hour', 'day', 'month', 'semester'] as const;
export type CompletenessBucket = (typeof COMPLETENESS_BUCKETS)[number];

/** Whole buckets of a plant's calendar: bucket `i` is from `edges[i]` to `edges[i + 1]`. Unix ms. */
export interface Calendar {
  readonly edges: Float64Array;
  /** The hours of these buckets, in the same way. */
  readonly hours: Float64Array;
  /** And the days; none where the buckets are hours. */
  readonly days: Float64Array;
}

/** The buckets that meet the range, whole. Throws InvalidInputError for an unknown time zone. */
export function calendarOf(range: TimeRange, bucket: CompletenessBucket, timeZone: string): Calendar {
  const months = bucket === 'semester' ? 6 : bucket === 'month' ? 1 : 0;
  if (months === 0) {
    const whole = wholeDays(range, timeZone);
    const days = edgesOf(whole, '1d', timeZone);
    const hours = edgesOf(whole, '1h', timeZone);
    if (bucket === 'day') return { edges: days, hours, days };
    const edges = meeting(hours, range);
    return { edges, hours: edges, days: new Float64Array(0) };
  }
  const edges = [startOfMonths(range.from, months, timeZone)];
  for (;;) {
    const last = edges.at(-1) as Temporal.ZonedDateTime;
    if (last.epochMilliseconds >= range.to) break;
    edges.push(last.toPlainDate().add({ months }).toZonedDateTime({ timeZone: last.timeZoneId }));
  }
  const times = edges.map(({ epochMilliseconds }) => epochMilliseconds);
  const whole = { from: times[0] ?? range.from, to: times.at(-1) ?? range.to };
  return {
    edges: Float64Array.from(times),
    hours: edgesOf(whole, '1h', timeZone),
    days: edgesOf(whole, '1d', timeZone),
  };
}

function wholeDays(range: TimeRange, timeZone: string): TimeRange {
  const startOfDay = (t: number) =>
    Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(timeZone).startOfDay();
  return {
    from: startOfDay(range.from).epochMilliseconds,
    to: startOfDay(range.to - 1)
      .toPlainDate()
      .add({ days: 1 })
      .toZonedDateTime(timeZone).epochMilliseconds,
  };
}

function startOfMonths(t: number, months: number, timeZone: string): Temporal.ZonedDateTime {
  const date = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(timeZone).toPlainDate();
  const month = Math.floor((date.month - 1) / months) * months + 1;
  return date.with({ month, day: 1 }).toZonedDateTime(timeZone);
}

function edgesOf(range: TimeRange, bucket: '1h' | '1d', timeZone: string): Float64Array {
  const edges: number[] = [];
  for (const { from, to, stepMs } of bucketSegments(range, bucket, timeZone)) {
    for (let t = from; t < to; t += stepMs) edges.push(t);
  }
  edges.push(range.to);
  return Float64Array.from(edges);
}

/** Those edges that stand around what meets the range. */
function meeting(edges: Float64Array, { from, to }: TimeRange): Float64Array {
  const begin = edges.findLastIndex((edge) => edge <= from);
  const end = edges.findIndex((edge) => edge >= to);
  return edges.slice(begin, end + 1);
}
