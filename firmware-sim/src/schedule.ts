import type { Clock } from './clock.ts';

interface Group {
  readonly members: Set<(t: number) => void>;
  lastT: number;
  cancel: () => void;
}

/** Calls at whole multiples of an interval of Unix time; all that share an interval share one timer. */
export class Schedule {
  readonly #clock: Clock;
  readonly #groups = new Map<number, Group>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls with the aligned instant, from the next one on. Instants that were slept through are left out. */
  every(intervalMs: number, call: (t: number) => void): () => void {
    const group = this.#groups.get(intervalMs) ?? this.#begin(intervalMs);
    group.members.add(call);
    return () => {
      group.members.delete(call);
      if (group.members.size > 0) return;
      group.cancel();
      this.#groups.delete(intervalMs);
    };
  }

  #begin(intervalMs: number): Group {
    const group: Group = { members: new Set(), lastT: this.#aligned(intervalMs), cancel: () => {} };
    this.#groups.set(intervalMs, group);
    this.#arm(intervalMs, group);
    return group;
  }

  #arm(intervalMs: number, group: Group): void {
    const delayMs = this.#aligned(intervalMs) + intervalMs - this.#clock.now();
    group.cancel = this.#clock.after(delayMs, () => {
      const t = this.#aligned(intervalMs);
      this.#arm(intervalMs, group);
      // A timer may ring a moment early: then it is the last instant still.
      if (t === group.lastT) return;
      group.lastT = t;
      for (const call of [...group.members]) call(t);
    });
  }

  #aligned(intervalMs: number): number {
    return Math.floor(this.#clock.now() / intervalMs) * intervalMs;
  }
}
