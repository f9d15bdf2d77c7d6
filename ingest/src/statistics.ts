import type { Lane } from './journal/lane.ts';

/** Counts since the pipeline was opened. */
export interface Counts {
  messages: number;
  /** Messages whose number had come before. */
  repeatedMessages: number;
  /** Messages with a signature of their device. */
  signedMessages: number;
  /** Readings that the store did not have. */
  storedReadings: number;
  /** Readings that the store had with the same value. */
  duplicateReadings: number;
  conflicts: number;
  refusedReadings: number;
  /** Flags of stored readings that later ones completed. */
  completedFlags: number;
  batches: number;
  /** Writes that the store put off. */
  retries: number;
}

export const NO_COUNTS: Readonly<Counts> = {
  messages: 0,
  repeatedMessages: 0,
  signedMessages: 0,
  storedReadings: 0,
  duplicateReadings: 0,
  conflicts: 0,
  refusedReadings: 0,
  completedFlags: 0,
  batches: 0,
  retries: 0,
};

/** The counts, and how the pipeline is. */
export interface PipelineStatistics extends Readonly<Counts> {
  /** Per lane, journal entries that are not stored yet. */
  readonly waitingEntries: Readonly<Record<Lane, number>>;
  /** Per lane, when the newest stored message was received, Unix ms. */
  readonly storedThrough: Readonly<Record<Lane, number | undefined>>;
  /** What is wrong now: a store that is away, a disk that does not take the checkpoint, a fault of ours. */
  readonly problems: readonly string[];
  /** A fault of ours has stopped a lane for good: its data waits in the journal until the process is started again. */
  readonly halted: boolean;
}
