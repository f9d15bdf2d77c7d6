/** A sample whose time is not known yet, only how long ago it was. */
export interface HeldSample {
  /** Of the device's uptime, ms. */
  readonly uptimeMs: number;
  readonly values: Readonly<Record<string, number | null>>;
}

/** Samples that may be held; beyond it the oldest goes and is counted. */
const MAX_HELD = 1_000;

/**
 * Samples that were taken while the clock could not be trusted. They lie in memory, told by the uptime, and get their
 * time when the clock is right again: a wrong time in the archive is worse than a late value. What loses power before
 * that is lost, and counted.
 */
export class HeldSamples {
  #samples: HeldSample[] = [];
  #dropped = 0;

  get length(): number {
    return this.#samples.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  hold(sample: HeldSample): void {
    if (this.#samples.length >= MAX_HELD) {
      this.#samples.shift();
      this.#dropped += 1;
    }
    this.#samples.push(sample);
  }

  /** Gives all, oldest first, and holds them no more. */
  release(): readonly HeldSample[] {
    const samples = this.#samples;
    this.#samples = [];
    return samples;
  }

  /** The memory is gone. */
  lose(): void {
    this.#dropped += this.#samples.length;
    this.#samples = [];
  }
}
