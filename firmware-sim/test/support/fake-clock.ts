import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #now: number;
  #timers: { readonly at: number; readonly call: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** When the timers ring, as delays from now. */
  get pendingMs(): readonly number[] {
    return this.#timers.map(({ at }) => at - this.#now);
  }

  after(delayMs: number, call: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on, ringing what is due on the way, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = Math.max(this.#now, due.at);
      due.call();
    }
    this.#now = end;
  }

  /** Sets the time without ringing, as when a machine slept or its clock was set. */
  jump(ms: number): void {
    this.#now += ms;
  }
}
