/** That all devices are connected, for the first time or again. */
export interface HerdNews {
  readonly news: 'all-connected' | 'all-back';
  /** Since the start, or since the first of them was lost. */
  readonly seconds: number;
  /** How many were connected when it was worst. */
  readonly fewest: number;
}

/** Watches how many devices are connected, and says when all are. Times in ms of any clock that runs forward. */
export class HerdWatch {
  readonly #devices: number;
  #news: HerdNews['news'] = 'all-connected';
  /** Since when not all are connected. */
  #sinceMs: number | undefined;
  #fewest: number;

  constructor(devices: number, nowMs: number) {
    this.#devices = devices;
    this.#sinceMs = nowMs;
    this.#fewest = devices;
  }

  see(connected: number, nowMs: number): HerdNews | undefined {
    if (connected < this.#devices) {
      this.#sinceMs ??= nowMs;
      this.#fewest = Math.min(this.#fewest, connected);
      return undefined;
    }
    if (this.#sinceMs === undefined) return undefined;
    const said: HerdNews = {
      news: this.#news,
      seconds: (nowMs - this.#sinceMs) / 1_000,
      fewest: this.#fewest,
    };
    this.#news = 'all-back';
    this.#sinceMs = undefined;
    this.#fewest = this.#devices;
    return said;
  }
}
