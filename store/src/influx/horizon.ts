/**
 * What is known of the times at which a series holds no reading, in four numbers: nothing above its newest
 * reading, nothing below its oldest where that is known, and nothing within its widest gap. The gap is what an
 * outage leaves: its backlog comes in order beside live readings, and none of it has to be looked up.
 */
export class Horizon {
  #newest: number;
  #oldest: number;
  #gapAfter = 0;
  #gapBefore = 0;

  constructor(newest: number, oldest: number) {
    this.#newest = newest;
    this.#oldest = oldest;
  }

  /** Of a series without readings. */
  static empty(): Horizon {
    return new Horizon(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  /** Of a series whose newest reading is at `t`. */
  static upTo(t: number): Horizon {
    return new Horizon(t, Number.NEGATIVE_INFINITY);
  }

  /** Marks `t` as taken if it is known to be free; false when only the store can tell. */
  take(t: number): boolean {
    if (t > this.#newest) {
      if (this.#newest === Number.NEGATIVE_INFINITY) this.#oldest = t;
      else this.#offerGap(this.#newest, t);
      this.#newest = t;
      return true;
    }
    if (t < this.#oldest) {
      this.#offerGap(t, this.#oldest);
      this.#oldest = t;
      return true;
    }
    if (t > this.#gapAfter && t < this.#gapBefore) {
      this.#gapAfter = t;
      return true;
    }
    return false;
  }

  #offerGap(after: number, before: number): void {
    if (before - after <= this.#gapBefore - this.#gapAfter) return;
    this.#gapAfter = after;
    this.#gapBefore = before;
  }
}
