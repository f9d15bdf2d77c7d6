import type { ReadingBatch } from '@banyu/contracts';
import type { ReflagOutcome, RetentionOutcome, WriteOutcome } from './outcome.ts';
import type {
  AggregateQuery,
  BucketRow,
  Coverage,
  CoverageQuery,
  ExportQuery,
  Marks,
  MarksQuery,
  RawSeries,
  RawSeriesQuery,
  ReadingsQuery,
  Received,
  ReceivedQuery,
  RetentionPolicy,
  SeriesFilter,
  SpanQuery,
  SpanReadings,
  StoredReading,
} from './query.ts';

/**
 * The port to where readings live. Adapters differ in where, never in what: one conformance suite holds them.
 * Queries throw UnavailableError when the store cannot answer now. A write never throws for what may happen.
 */
export interface Store {
  /**
   * Stores a batch durably. Idempotent on (device, parameter, t): the same value again is a duplicate, another
   * value a conflict, and the first stays. Rows may come in any order of time.
   */
  write(batch: ReadingBatch): Promise<WriteOutcome>;
  /**
   * Gives stored readings the flag, the tests and the settings version of the batch's rows. Only readings that are stored
   * with the row's very value, in its series and at its time; never a value. Hourly figures and coverage follow.
   */
  reflag(batch: ReadingBatch): Promise<ReflagOutcome>;
  /** The newest raw reading of each series, whatever its flag, in order of series. */
  latest(filter: SeriesFilter): Promise<readonly StoredReading[]>;
  readings(query: ReadingsQuery): Promise<readonly StoredReading[]>;
  /** All raw readings that match: ask for long ranges piece by piece. */
  received(query: ReceivedQuery): Promise<Received>;
  /** All raw readings of a range; for long ranges ask piece by piece. */
  marks(query: MarksQuery): Promise<Marks>;
  /** Raw readings of single series as they are, one answer for each question. */
  spans(queries: readonly SpanQuery[]): Promise<readonly SpanReadings[]>;
  rawSeries(query: RawSeriesQuery): Promise<RawSeries>;
  /** The buckets that hold readings, ascending. Throws InvalidInputError for an unknown time zone. */
  aggregate(query: AggregateQuery): Promise<readonly BucketRow[]>;
  /** In order of series. */
  coverage(query: CoverageQuery): Promise<readonly Coverage[]>;
  /** Writes a file of readings ordered by series and time; returns the rows written. */
  export(query: ExportQuery): Promise<{ readonly rows: number }>;
  /**
   * Deletes raw readings by age, for good: late readings of those hours are refused from then on, as nothing
   * could tell whether they are new. Buckets made of whole UTC hours keep answering for what was deleted.
   */
  retain(policy: RetentionPolicy): Promise<RetentionOutcome>;
  /**
   * Only where readings lie in a file of this process: holds what is stored at one instant, for a copy. Nothing is
   * stored between that instant and the return of `together`, which so sees everything else as of the same instant.
   */
  snapshot?(together: () => void): Promise<StoreSnapshot>;
  /** Throws UnavailableError when the store cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What was stored at one instant, whatever is stored since. */
export interface StoreSnapshot {
  /** Writes a store's file, complete and closed, once. Throws ConflictError when it exists. */
  copyTo(path: string): Promise<void>;
  /** Lets what is held go; a copy under way fails. */
  close(): Promise<void>;
}
