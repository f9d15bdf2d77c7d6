import { Batch, type BatchLimits } from './batch.ts';
import { SeriesBook } from './device-series.ts';
import type { Lane } from './journal/lane.ts';

/** When a lane's batch goes to the store: as soon as it is full, at the latest at this age. */
export interface LaneLimits extends BatchLimits {
  readonly ageMs: number;
}

/**
 * One lane on its way from the journal to the store: one batch is filled while at most one is written. When the
 * one is full and the other not done, nothing more is read: the rest waits in the journal.
 */
export class LaneFlow {
  readonly lane: Lane;
  readonly series = new SeriesBook();
  /** The last journal entry that was read. */
  readThrough: number;
  /** False after a look into the journal that found nothing. */
  mayHaveMore = true;
  filling: Batch | undefined;
  /** The write under way. */
  writing: Promise<void> | undefined;
  /** Why the last write was put off. */
  problem: string | undefined;
  /** After a fault of ours nothing more is read or stored: a restart begins again at the checkpoint. */
  halted = false;
  /** When the newest stored message was received, Unix ms. */
  storedThrough: number | undefined;
  readonly #limits: LaneLimits;

  constructor(lane: Lane, limits: LaneLimits, readThrough: number) {
    this.lane = lane;
    this.#limits = limits;
    this.readThrough = readThrough;
  }

  /** Whether an entry should be taken from the journal now. */
  get wantsEntry(): boolean {
    return this.mayHaveMore && !this.halted && this.filling?.isFull(this.#limits) !== true;
  }

  /** Milliseconds until the batch being filled is due for the store; undefined while none can go there. */
  get dueInMs(): number | undefined {
    if (this.filling === undefined || this.writing !== undefined || this.halted) return undefined;
    return this.filling.isFull(this.#limits) ? 0 : Math.max(0, this.#limits.ageMs - this.filling.ageMs());
  }

  /** Whether nothing of it is between the journal and the checkpoint. */
  get empty(): boolean {
    return this.filling === undefined && this.writing === undefined;
  }

  /** The batch that the next entry goes into. */
  open(): Batch {
    this.filling ??= new Batch(this.readThrough);
    return this.filling;
  }
}
