import type { ReadingBatch } from '@banyu/contracts';

/** A batch in the ring, under the number it got when it was published. */
export interface RingEntry {
  readonly position: number;
  readonly publishedAt: number;
  readonly batch: ReadingBatch;
}

export interface RingLimits {
  readonly maxReadings: number;
  readonly maxAgeMs: number;
}

/** The last batches, bounded by readings and age; the oldest go first. Positions are given without gaps. */
export class LiveRing {
  readonly #limits: RingLimits;
  readonly #entries: RingEntry[] = [];
  #readings = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  get readings(): number {
    return this.#readings;
  }

  push(entry: RingEntry): void {
    this.#entries.push(entry);
    this.#readings += entry.batch.length;
    this.#trim(entry.publishedAt);
  }

  /** Whether everything after this position is still here, given the last position that was published. */
  holdsAfter(position: number, last: number): boolean {
    return position === last || (position < last && position + 1 >= (this.#entries[0]?.position ?? last + 1));
  }

  /** Everything after this position that is still here, oldest first. */
  after(position: number): readonly RingEntry[] {
    const first = this.#entries[0]?.position;
    return first === undefined ? [] : this.#entries.slice(Math.max(0, position + 1 - first));
  }

  clear(): void {
    this.#entries.length = 0;
    this.#readings = 0;
  }

  #trim(now: number): void {
    const { maxReadings, maxAgeMs } = this.#limits;
    for (;;) {
      const oldest = this.#entries[0];
      if (oldest === undefined) return;
      if (this.#readings <= maxReadings && now - oldest.publishedAt <= maxAgeMs) return;
      this.#entries.shift();
      this.#readings -= oldest.batch.length;
    }
  }
}
