export interface LiveFeedLimits {
  /** Readings and age up to which a client that was away can go on where it stopped. */
  readonly ringReadings: number;
  readonly ringAgeMs: number;
  /** Open streams; more are refused with 429. */
  readonly maxClients: number;
  /** Bytes that may wait for a slow client; beyond them it is cut off, and resumes. */
  readonly maxBufferedBytes: number;
  /** Least time between two events of a client. */
  readonly intervalMs: number;
  /** Readings a client gets as they come; beyond it only the newest of each series. */
  readonly maxReadingsPerSecond: number;
  /** The most readings of one flush, after an absence too. */
  readonly maxReadingsPerFlush: number;
  readonly heartbeatMs: number;
  /** How long a client should wait before it connects again. */
  readonly retryMs: number;
}

export const LIVE_FEED_LIMITS: LiveFeedLimits = {
  ringReadings: 200_000,
  ringAgeMs: 120_000,
  maxClients: 200,
  maxBufferedBytes: 2_097_152,
  intervalMs: 200,
  maxReadingsPerSecond: 2_000,
  maxReadingsPerFlush: 5_000,
  heartbeatMs: 15_000,
  retryMs: 2_000,
};
