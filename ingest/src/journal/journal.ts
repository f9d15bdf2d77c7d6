import type { Delivery } from '@banyu/contracts';
import type { Clock, IngestLog } from '../ports.ts';
import type { Done } from './group.ts';
import type { JournalCursor } from './lane.ts';
import type { JournalLevel } from './space.ts';

export interface JournalOptions {
  /** Created where it is missing. One writer at a time. */
  readonly directory: string;
  /** Bound of what is accepted and not yet released; at it, deliveries are refused. Default 4 GiB. */
  readonly maxBytes?: number;
  /** Share of `maxBytes` from which the state says `near`. Default 0.8. */
  readonly nearRatio?: number;
  /** Bytes that must stay free on the disk; below them deliveries are refused. Default 256 MiB. */
  readonly reserveBytes?: number;
  /** Telemetry whose first sample is older than this goes by the backlog lane, ms. Default 60 000. */
  readonly liveWithinMs?: number;
  readonly log: IngestLog;
  readonly clock: Clock;
  /** Bytes free on the journal's disk; by default asked of the file system. */
  readonly freeDiskBytes?: () => Promise<number>;
}

export interface JournalState {
  /** `near`: soon full. `full`: deliveries are refused until there is room. `failed`: the last commit failed. */
  readonly level: JournalLevel;
  /** Why the level is `failed`. */
  readonly problem: string | undefined;
  /** Accepted and not yet released. */
  readonly bytes: number;
  readonly messages: number;
  readonly maxBytes: number;
  readonly fileBytes: number;
  readonly freeDiskBytes: number;
  /** Taken, and not yet on disk. */
  readonly pendingMessages: number;
  readonly pendingBytes: number;
  /** Since the start. */
  readonly commits: number;
  readonly failedCommits: number;
  readonly committedMessages: number;
  readonly refusedMessages: number;
  /** How long the last commit took, and when it was done (Unix ms). */
  readonly lastCommitMs: number | undefined;
  readonly lastCommitAt: number | undefined;
}

/** Where every delivery lies on disk before it is acknowledged. */
export interface Journal {
  /**
   * Takes a delivery. `done()` when it is on disk (fsync), `done(error)` with an UnavailableError when it is not
   * and must be sent again. Answered in the order of the calls, but for those refused at once. The payload is copied.
   */
  append(delivery: Delivery, done: Done): void;
  /** Entries up to the cursor are stored elsewhere and may go. */
  release(cursor: JournalCursor): void;
  state(): JournalState;
  /** Calls the listener after each commit. */
  onCommit(listener: () => void): void;
  /** Takes no more, commits what it has, closes. */
  close(): Promise<void>;
}
