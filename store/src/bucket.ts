import { InvalidInputError } from '@banyu/contracts';
import type { Bucket, TimeRange } from './query.ts';

/**
 * A stretch of time in which all buckets have the same length: the bucket of `t` in [from, to) begins at
 * `origin + floor((t - origin) / stepMs) * stepMs`. All in ms; `origin` may lie before `from`.
 */
export interface BucketSegment {
  readonly from: number;
  readonly to: number;
  readonly origin: number;
  readonly stepMs: number;
}

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Lengths of the buckets that follow the clock through a change of offset: an hour that comes twice is two buckets. */
const CLOCK_STEP_MS: Partial<Record<Bucket, number>> = {
  '1m': MINUTE_MS,
  '2m': 2 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '10m': 10 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
};

/** Hours of the buckets that divide the calendar day; one that holds a change of offset is longer or shorter. */
const DAY_PART_HOURS: Partial<Record<Bucket, number>> = { '2h': 2, '3h': 3, '6h': 6, '12h': 12, '1d': 24 };

/**
 * The buckets of a range in a time zone (IANA), as few segments as the zone's changes of offset allow: one for
 * a zone without any. Segments are in order, without gaps, and cut to the range; months have one segment each.
 * Weeks begin on Monday. Throws InvalidInputError for an unknown zone.
 */
export function bucketSegments(range: TimeRange, bucket: Bucket, timeZone: string): BucketSegment[] {
  if (!(range.from < range.to)) return [];
  zoned(range.from, timeZone);
  const clockStepMs = CLOCK_STEP_MS[bucket];
  const segments =
    clockStepMs === undefined
      ? calendarSegments(range, bucket, timeZone)
      : clockSegments(range, clockStepMs, timeZone);
  return segments
    .map((segment) => ({
      ...segment,
      from: Math.max(segment.from, range.from),
      to: Math.min(segment.to, range.to),
    }))
    .filter((segment) => segment.from < segment.to);
}

/** Where the bucket of `t` begins. `t` must lie in one of the segments. */
export function bucketStart(segments: readonly BucketSegment[], t: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle] as BucketSegment).from <= t) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low];
  if (segment === undefined || t < segment.from || t >= segment.to) {
    throw new RangeError(`${t} lies in none of the bucket segments`);
  }
  return segment.origin + Math.floor((t - segment.origin) / segment.stepMs) * segment.stepMs;
}

/** Whether every bucket of the segment consists of whole UTC hours, so that hourly figures add up to it. */
export function isWholeHours(segment: BucketSegment): boolean {
  return segment.origin % HOUR_MS === 0 && segment.stepMs % HOUR_MS === 0;
}

function clockSegments(range: TimeRange, stepMs: number, timeZone: string): BucketSegment[] {
  const segments: BucketSegment[] = [];
  let start = floorByClock(range.from, stepMs, timeZone);
  const changeBefore = nextOffsetChange(start, timeZone);
  if (changeBefore <= range.from) start = changeBefore;
  while (start < range.to) {
    const end = nextOffsetChange(start, timeZone);
    const aligned = floorByClock(start, stepMs, timeZone);
    if (aligned < start) {
      // The offset changed off the grid: what is left of that bucket is one of its own.
      const next = Math.min(aligned + stepMs, end);
      segments.push({ from: start, to: next, origin: start, stepMs: next - start });
      start = next;
    }
    if (start < end) segments.push({ from: start, to: end, origin: start, stepMs });
    start = end;
  }
  return segments;
}

function calendarSegments(range: TimeRange, bucket: Bucket, timeZone: string): BucketSegment[] {
  const segments: BucketSegment[] = [];
  const partHours = DAY_PART_HOURS[bucket];
  const stepMs = bucket === '1w' ? 7 * DAY_MS : partHours === undefined ? undefined : partHours * HOUR_MS;
  let period = startOfPeriod(zoned(range.from, timeZone), bucket);
  while (period.epochMilliseconds < range.to) {
    const start = period.epochMilliseconds;
    const change = nextOffsetChange(start, timeZone);
    const changed =
      change >= range.to || stepMs === undefined ? undefined : startOfPeriod(zoned(change, timeZone), bucket);
    if (stepMs !== undefined && changed === undefined) {
      segments.push({ from: start, to: range.to, origin: start, stepMs });
      return segments;
    }
    if (stepMs !== undefined && changed !== undefined && start < changed.epochMilliseconds) {
      segments.push({ from: start, to: changed.epochMilliseconds, origin: start, stepMs });
      period = changed;
    } else {
      const next = nextPeriod(period, bucket);
      const edges = [...wallClockEdges(period, partHours ?? 24), next.epochMilliseconds];
      for (const [i, from] of edges.slice(0, -1).entries()) {
        const to = edges[i + 1] ?? from;
        if (from < to) segments.push({ from, to, origin: from, stepMs: to - from });
      }
      period = next;
    }
  }
  return segments;
}

function startOfPeriod(at: Temporal.ZonedDateTime, bucket: Bucket): Temporal.ZonedDateTime {
  if (bucket === '1mo') return at.with({ day: 1 }).startOfDay();
  if (bucket === '1w') return at.subtract({ days: at.dayOfWeek - 1 }).startOfDay();
  return at.startOfDay();
}

function nextPeriod(period: Temporal.ZonedDateTime, bucket: Bucket): Temporal.ZonedDateTime {
  const length = bucket === '1mo' ? { months: 1 } : bucket === '1w' ? { days: 7 } : { days: 1 };
  return period.toPlainDate().add(length).toZonedDateTime({ timeZone: period.timeZoneId });
}

/** The instants at which the day's wall clock reads 0, n, 2n … hours; a reading that the day skips is its next. */
function wallClockEdges(day: Temporal.ZonedDateTime, hours: number): number[] {
  const edges = [day.epochMilliseconds];
  for (let hour = hours; hour < 24; hour += hours) {
    const plainTime = new Temporal.PlainTime(hour);
    edges.push(day.toPlainDate().toZonedDateTime({ timeZone: day.timeZoneId, plainTime }).epochMilliseconds);
  }
  return edges;
}

function floorByClock(t: number, stepMs: number, timeZone: string): number {
  const offsetMs = zoned(t, timeZone).offsetNanoseconds / 1e6;
  return Math.floor((t + offsetMs) / stepMs) * stepMs - offsetMs;
}

/** When the zone's offset changes next after `t`; Infinity when it does not. */
function nextOffsetChange(t: number, timeZone: string): number {
  return zoned(t, timeZone).getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
}

function zoned(t: number, timeZone: string): Temporal.ZonedDateTime {
  try {
    return Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(timeZone);
  } catch (cause) {
    throw new InvalidInputError(`No such instant or time zone: ${t} in "${timeZone}"`, {
      field: 'timeZone',
      cause,
    });
  }
}
