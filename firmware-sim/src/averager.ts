/** What became of one parameter's scans within a sampling interval. */
export interface Average {
  /** Of the good ones; null when there were too few of them. */
  readonly value: number | null;
  readonly good: number;
  readonly scans: number;
}

/**
 * Averages the scans of one parameter over a sampling interval. A value stands on at least a share of the scans that
 * were due, or there is none: half an interval's average would pass for a whole one's. How many were good stays on the
 * device: the contract has no place for it, so a reader knows no more than that they were enough.
 */
export class Averager {
  readonly #minGoodShare: number;
  readonly #keepsLast: boolean;
  #sum = 0;
  #last = 0;
  #good = 0;
  #scans = 0;

  /** `keepsLast`: a counter's average means nothing; its last reading does. */
  constructor(minGoodShare: number, keepsLast: boolean) {
    this.#minGoodShare = minGoodShare;
    this.#keepsLast = keepsLast;
  }

  /** One scan; null when it gave no value. */
  add(value: number | null): void {
    this.#scans += 1;
    if (value === null) return;
    this.#good += 1;
    this.#sum += value;
    this.#last = value;
  }

  /** The interval is over, in which so many scans were due; the next one begins. */
  close(due: number): Average {
    const good = this.#good;
    const enough = good > 0 && good >= this.#minGoodShare * due;
    const value = this.#keepsLast ? this.#last : this.#sum / good;
    const average = { value: enough ? tidy(value) : null, good, scans: this.#scans };
    this.#sum = 0;
    this.#good = 0;
    this.#scans = 0;
    return average;
  }
}

/** Without the dust of binary fractions. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
