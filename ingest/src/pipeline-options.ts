import type { Store } from '@banyu/store';
import type { JournalCursor } from './journal/lane.ts';
import type { LaneLimits } from './lane-flow.ts';
import type { Clock, DeviceDirectory, IngestLog, StoredListener } from './ports.ts';
import type { QualityDirectory } from './quality/settings/quality-directory.ts';
import type { RetryPace } from './retry.ts';

export interface PipelineOptions {
  readonly journalDirectory: string;
  /** Where the cursor, rejects, events and device states are kept; created where it is missing. */
  readonly stateDirectory: string;
  readonly store: Pick<Store, 'write' | 'reflag' | 'spans' | 'coverage'>;
  readonly directory: DeviceDirectory;
  /** How readings are judged; by default by the built-in settings. */
  readonly quality?: QualityDirectory;
  readonly log: IngestLog;
  /**
   * Told of what was stored, batch by batch, and of stored readings whose flags were completed; may keep the batch. What
   * it throws is logged, and nothing else.
   */
  readonly onStored?: StoredListener;
  /** Told, at the opening too, how far the journal may let go of its entries: pass it to `Journal.release`. */
  readonly onCursor?: (cursor: JournalCursor) => void;
  /** Where a limit is left out, DEFAULT_PIPELINE_LIMITS has it. */
  readonly limits?: Partial<PipelineLimits>;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** In [0, 1): spreads the attempts of many pipelines at one store. */
  readonly random?: () => number;
}

export interface PipelineLimits {
  readonly live: LaneLimits;
  readonly backlog: LaneLimits;
  /** The newest rejects that are kept. */
  readonly rejects: number;
  /** The newest events that are kept. */
  readonly events: number;
  /** The journal is looked at so often when nobody calls `wake`, ms. */
  readonly pollMs: number;
  readonly retry: RetryPace;
}

export const DEFAULT_PIPELINE_LIMITS: PipelineLimits = {
  live: { rows: 20_000, payloadBytes: 8 * 1_024 * 1_024, ageMs: 100 },
  backlog: { rows: 20_000, payloadBytes: 8 * 1_024 * 1_024, ageMs: 500 },
  rejects: 100_000,
  events: 1_000_000,
  pollMs: 50,
  retry: { firstMs: 100, maxMs: 10_000 },
};
