import type { Flag, SeriesKey } from '@banyu/contracts';

/** Which series; what is left out matches all. */
export interface SeriesFilter {
  readonly plant?: string;
  readonly point?: string;
  readonly device?: string;
  readonly parameter?: string;
}

/** Half-open: `from` ≤ t < `to`, Unix ms. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface StoredReading extends SeriesKey {
  readonly t: number;
  /** NaN where the sensor gave no value. */
  readonly value: number;
  readonly flag: Flag;
  /** Bits: see `testBit` in the contracts. */
  readonly tests: number;
  /** Of the settings that the flag stands on; 0: not known. */
  readonly settingsVersion: number;
  readonly receivedAt: number;
}

/** Raw readings, newest first, page by page. Order: t descending, then plant, point, device, parameter ascending. */
export interface ReadingsQuery extends SeriesFilter, TimeRange {
  readonly limit: number;
  /** The last reading of the page before: the page begins right after it. */
  readonly after?: SeriesKey & { readonly t: number };
}

/** The readings of one device in a range of time that the server received in another, as they were measured. */
export interface ReceivedQuery extends TimeRange {
  readonly plant: string;
  readonly device: string;
  /** `receivedFrom` ≤ receivedAt < `receivedTo`, Unix ms. */
  readonly receivedFrom: number;
  readonly receivedTo: number;
}

/** Readings of one series in columns of the same length, ascending in time. */
export interface SeriesReceived extends SeriesKey {
  readonly t: Float64Array;
  /** NaN where the sensor gave no value. */
  readonly value: Float64Array;
  readonly receivedAt: Float64Array;
}

export interface Received {
  /** Readings before this time were deleted by age: of them nothing can be said. */
  readonly heldFrom: number;
  /** In order of series; one without such readings is not listed. */
  readonly series: readonly SeriesReceived[];
}

/** Which readings a series holds in a range and what they are worth, without their values. */
export interface MarksQuery extends SeriesFilter, TimeRange {}

/** The readings of one series in columns, ascending in time. */
export interface SeriesMarks extends SeriesKey {
  readonly t: Float64Array;
  readonly receivedAt: Float64Array;
  readonly flag: Uint8Array;
  /** Bits: see `testBit` in the contracts. */
  readonly tests: Uint32Array;
}

export interface Marks {
  /** Readings before this time were deleted by age: of them nothing can be said. */
  readonly heldFrom: number;
  /** In order of series; one without readings in the range is not listed. */
  readonly series: readonly SeriesMarks[];
}

/** Raw readings of one series: the oldest, or the newest, `limit` of the range. */
export interface SpanQuery extends TimeRange {
  readonly series: SeriesKey;
  readonly limit: number;
  readonly end: 'oldest' | 'newest';
}

/** Readings of one series in columns, ascending in time; value is NaN where the sensor gave none. */
export interface SpanReadings {
  readonly length: number;
  readonly t: Float64Array;
  readonly value: Float64Array;
  readonly flag: Uint8Array;
  readonly tests: Uint32Array;
  readonly settingsVersion: Uint32Array;
  readonly receivedAt: Float64Array;
}

/**
 * Lengths of a time bucket. Up to an hour they follow the zone's clock, and an hour that comes twice is two
 * buckets; longer ones divide the zone's calendar: parts of the day, days, weeks from Monday, months.
 */
export const BUCKETS = [
  '1m',
  '2m',
  '5m',
  '10m',
  '15m',
  '30m',
  '1h',
  '2h',
  '3h',
  '6h',
  '12h',
  '1d',
  '1w',
  '1mo',
] as const;
export type Bucket = (typeof BUCKETS)[number];

export interface RawSeriesQuery extends TimeRange {
  readonly series: SeriesKey;
  /** At most so many points, 2 or more; more are thinned without losing extremes: see `downsample`. */
  readonly maxPoints: number;
}

export interface AggregateQuery extends TimeRange {
  readonly series: SeriesKey;
  readonly bucket: Bucket;
  /** IANA zone in which buckets begin. */
  readonly timeZone: string;
  /** Also the median and the 95th percentile (see `quantile`); costs a pass over the raw readings. */
  readonly quantiles: boolean;
}

export interface RawPoint {
  readonly t: number;
  readonly value: number;
  readonly flag: Flag;
}

export interface RawSeries {
  readonly points: readonly RawPoint[];
  readonly downsampled: boolean;
}

/**
 * One bucket. mean, min, max and quantiles stand on `count` readings: those with a value whose flag is not
 * 4 (fail) or 9 (missing); NaN when count is 0. `total` counts all readings, `good` those with flag 1. `t` is
 * where the bucket begins, also when the range begins later. Quantiles are NaN once retention has begun on the bucket.
 */
export interface BucketRow {
  readonly t: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly count: number;
  readonly total: number;
  readonly good: number;
}

/** Which raw readings a series holds in a range; a series without any is not listed. */
export interface Coverage extends SeriesKey {
  readonly first: number;
  readonly last: number;
  readonly total: number;
  readonly good: number;
}

export interface CoverageQuery extends SeriesFilter, TimeRange {}

export interface ExportQuery extends SeriesFilter, TimeRange {
  readonly format: 'parquet' | 'csv';
  /** File to write; ConflictError when it exists. Columns: plant, point, device, parameter, t, value, flag, tests, settings_version, received_at. */
  readonly path: string;
}

export interface RetentionPolicy {
  /** Raw readings of the UTC hours that ended by this instant go; hourly figures stay. */
  readonly rawBefore: number;
}
