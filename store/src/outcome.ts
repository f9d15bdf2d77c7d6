import type { SeriesKey } from '@banyu/contracts';

/** A reading whose (series, time) already holds another value: the first one stays. */
export interface Conflict {
  /** Row of the batch. */
  readonly row: number;
  /** The value that stays; NaN for "no value". */
  readonly storedValue: number;
}

/** A reading the store cannot take, now or ever. */
export interface RefusedRow {
  readonly row: number;
  readonly reason: string;
}

/**
 * What became of a batch. `stored`: every row is durably stored, was there before, or is named in
 * `conflicts` or `refused`. `retry`: nothing is known to be stored; the same batch may be written again.
 */
export type WriteOutcome =
  | {
      readonly status: 'stored';
      /** Rows newly stored. */
      readonly stored: number;
      /** Rows that were stored before with the same value. */
      readonly duplicates: number;
      readonly conflicts: readonly Conflict[];
      readonly refused: readonly RefusedRow[];
    }
  | { readonly status: 'retry'; readonly reason: string; readonly retryAfterMs?: number };

/** What became of new flags: `reflagged` readings have them; the other rows are not stored with that value. */
export type ReflagOutcome =
  | { readonly status: 'reflagged'; readonly reflagged: number }
  | { readonly status: 'retry'; readonly reason: string; readonly retryAfterMs?: number };

/** Rows of a series that were deleted by age. */
export interface RetentionOutcome {
  readonly deleted: number;
  readonly series: readonly SeriesKey[];
}
