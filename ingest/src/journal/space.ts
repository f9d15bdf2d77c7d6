import { UnavailableError } from '@banyu/contracts';

export const JOURNAL_LEVELS = ['ok', 'near', 'full', 'failed'] as const;
export type JournalLevel = (typeof JOURNAL_LEVELS)[number];

/** A journal that was full takes messages again once it is below this share of its bound. */
const REFILL_RATIO = 0.95;

export interface SpaceLimits {
  /** Bound of what is accepted and not yet released. */
  readonly maxBytes: number;
  /** Share of `maxBytes` from which the level is `near`. */
  readonly nearRatio: number;
  /** Bytes that must stay free on the disk; below twice that the level is `near`, below it `full`. */
  readonly reserveBytes: number;
}

/** The room a journal has: its own bound and the disk's. Pure bookkeeping; the journal tells it what happens. */
export class Space {
  bytes = 0;
  freeDiskBytes = Number.POSITIVE_INFINITY;
  readonly limits: SpaceLimits;
  #full = false;

  constructor(limits: SpaceLimits) {
    this.limits = limits;
  }

  get level(): Exclude<JournalLevel, 'failed'> {
    const { maxBytes, nearRatio, reserveBytes } = this.limits;
    if (this.#isFull()) return 'full';
    return this.bytes >= maxBytes * nearRatio || this.freeDiskBytes < 2 * reserveBytes ? 'near' : 'ok';
  }

  /** Takes `bytes`, or says why they cannot be taken. */
  take(bytes: number): UnavailableError | undefined {
    const { maxBytes, reserveBytes } = this.limits;
    const fits = this.bytes + bytes <= maxBytes;
    if (fits && !this.#isFull()) {
      this.bytes += bytes;
      return undefined;
    }
    if (!fits) this.#full = true;
    return new UnavailableError(
      this.freeDiskBytes < reserveBytes
        ? `The journal takes no messages: ${this.freeDiskBytes} bytes free on its disk, ${reserveBytes} are kept in reserve`
        : `The journal takes no messages: it holds ${this.bytes} of at most ${maxBytes} bytes that the store has not taken yet`,
    );
  }

  give(bytes: number): void {
    if (bytes > 0) this.recount(this.bytes - bytes);
  }

  /** What is taken is `bytes` in all. */
  recount(bytes: number): void {
    this.bytes = bytes;
    if (bytes <= this.limits.maxBytes * REFILL_RATIO) this.#full = false;
  }

  #isFull(): boolean {
    return this.#full || this.freeDiskBytes < this.limits.reserveBytes;
  }
}
