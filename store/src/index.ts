export { bucketSegments, bucketStart } from './bucket.ts';
export { downsample } from './downsample.ts';
export type { MemoryLimits } from './duckdb/memory-room.ts';
export type { DuckdbStore, DuckdbStoreOptions, StoreLog } from './duckdb/store.ts';
export { readReadingsFile } from './import-file.ts';
export type { DerivedWriter } from './influx/derived.ts';
export type { InfluxLog, InfluxOptions } from './influx/options.ts';
export type { DerivedSpan } from './influx/outdated.ts';
export { openMemoryStore } from './memory/store.ts';
export { openDerivedWriter, openDuckdbStore, openInfluxStore } from './open.ts';
export type { Conflict, ReflagOutcome, RefusedRow, RetentionOutcome, WriteOutcome } from './outcome.ts';
export { quantile } from './quantile.ts';
export {
  type AggregateQuery,
  BUCKETS,
  type Bucket,
  type BucketRow,
  type Coverage,
  type CoverageQuery,
  type ExportQuery,
  type Marks,
  type MarksQuery,
  type RawPoint,
  type RawSeries,
  type RawSeriesQuery,
  type ReadingsQuery,
  type Received,
  type ReceivedQuery,
  type RetentionPolicy,
  type SeriesFilter,
  type SeriesMarks,
  type SeriesReceived,
  type SpanQuery,
  type SpanReadings,
  type StoredReading,
  type TimeRange,
} from './query.ts';
export type { Store, StoreSnapshot } from './store.ts';
export { countsInFigures } from './summary.ts';
