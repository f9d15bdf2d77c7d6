import type { Batch } from './batch.ts';
import type { JournalCursor, Lane } from './journal/lane.ts';
import type { IngestLog } from './ports.ts';
import { Changes } from './state/changes.ts';
import type { State } from './state/state.ts';

/** Time between two checkpoints, ms: a crash repeats at most so much work, and changes nothing by it. */
const CHECKPOINT_EVERY_MS = 250;
/** Time before a checkpoint that failed is tried again, ms. */
const RETRY_AFTER_MS = 1_000;

/** Moves the cursor, with all that stored batches leave behind, at a pace that the disk can stand. */
export class Checkpoint {
  readonly #state: State;
  readonly #log: IngestLog;
  readonly #onCursor: ((cursor: JournalCursor) => void) | undefined;
  #pending = new Changes();
  #notBefore = 0;
  /** Why the last attempt failed; meanwhile nothing more should be stored. */
  problem: string | undefined;

  constructor(state: State, log: IngestLog, onCursor?: (cursor: JournalCursor) => void) {
    this.#state = state;
    this.#log = log;
    this.#onCursor = onCursor;
  }

  /** How far all is kept. */
  get cursor(): JournalCursor {
    return this.#state.cursor;
  }

  /** The store has this batch. */
  add(lane: Lane, batch: Batch): void {
    this.#pending.add(lane, batch);
  }

  /** Milliseconds until the next checkpoint is due; undefined while there is nothing to keep. */
  get dueInMs(): number | undefined {
    return this.#pending.empty ? undefined : Math.max(0, this.#notBefore - performance.now());
  }

  /** Keeps what there is, due or not. What cannot be kept now stays for the next time. */
  commit(): void {
    if (this.#pending.empty) return;
    try {
      this.#state.commit(this.#pending);
    } catch (error) {
      if (this.problem === undefined) this.#log.error({ err: error }, 'a checkpoint failed; ingest waits');
      this.problem = String(error);
      this.#notBefore = performance.now() + RETRY_AFTER_MS;
      return;
    }
    this.problem = undefined;
    this.#pending = new Changes();
    this.#notBefore = performance.now() + CHECKPOINT_EVERY_MS;
    this.#onCursor?.(this.#state.cursor);
  }
}
