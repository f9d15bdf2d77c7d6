/** Values in time, as they come out of a sample line: those of `delayMs` ago. Keeps no more than it needs. */
export class DelayLine {
  readonly #delayMs: number;
  readonly #seen: { readonly t: number; readonly value: number }[] = [];

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  /** The value from `t` on; instants rise. Gives what comes out at `t`: at first, the first there was. */
  pass(t: number, value: number): number {
    if (this.#delayMs === 0) return value;
    this.#seen.push({ t, value });
    for (let next = this.#seen[1]; next !== undefined && next.t <= t - this.#delayMs; next = this.#seen[1]) {
      this.#seen.shift();
    }
    return this.#seen[0]?.value ?? value;
  }
}
