import { type Clock, callAt } from './clock.ts';

/** Calls that are to come, all of which can be called off. */
export class Alarms {
  readonly #clock: Clock;
  readonly #pending = new Set<() => void>();
  #off = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls at an instant, Unix ms, or soon when that is past. */
  at(atMs: number, call: () => void): void {
    if (this.#off) return;
    const cancel = callAt(this.#clock, atMs, () => {
      this.#pending.delete(cancel);
      call();
    });
    this.#pending.add(cancel);
  }

  after(delayMs: number, call: () => void): void {
    this.at(this.#clock.now() + delayMs, call);
  }

  /** Calls nothing any more. */
  off(): void {
    this.#off = true;
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
  }
}
