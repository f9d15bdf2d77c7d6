import type { Clock } from './clock.ts';

/** Which instants of Unix time: whole multiples of an interval, and so long after them; ms. */
interface Beat {
  readonly intervalMs: number;
  readonly phaseMs: number;
}

interface Group extends Beat {
  readonly members: Set<(t: number) => void>;
  lastT: number;
  cancel: () => void;
}

/** Calls at whole multiples of an interval of Unix time; all that share an interval and a phase share one timer. */
export class Schedule {
  readonly #clock: Clock;
  readonly #groups = new Map<string, Group>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Calls with the aligned instant, from the next one on, `phaseMs` after each multiple. Instants that were slept
   * through are left out.
   */
  every(intervalMs: number, phaseMs: number, call: (t: number) => void): () => void {
    const beat: Beat = { intervalMs, phaseMs: phaseMs % intervalMs };
    const key = `${beat.intervalMs}+${beat.phaseMs}`;
    const group = this.#groups.get(key) ?? this.#begin(key, beat);
    group.members.add(call);
    return () => {
      group.members.delete(call);
      if (group.members.size > 0) return;
      group.cancel();
      this.#groups.delete(key);
    };
  }

  #begin(key: string, beat: Beat): Group {
    const group: Group = { ...beat, members: new Set(), lastT: this.#lastOf(beat), cancel: () => {} };
    this.#groups.set(key, group);
    this.#arm(group);
    return group;
  }

  #arm(group: Group): void {
    const delayMs = this.#lastOf(group) + group.intervalMs - this.#clock.now();
    group.cancel = this.#clock.after(delayMs, () => {
      const t = this.#lastOf(group);
      this.#arm(group);
      // A timer may ring a moment early: then it is the last instant still.
      if (t === group.lastT) return;
      group.lastT = t;
      for (const call of [...group.members]) call(t);
    });
  }

  /** The last such instant that has come. */
  #lastOf({ intervalMs, phaseMs }: Beat): number {
    return Math.floor((this.#clock.now() - phaseMs) / intervalMs) * intervalMs + phaseMs;
  }
}
