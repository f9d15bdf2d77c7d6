import type { Lane } from './journal/lane.ts';

/** Who takes turns: the lanes, whoever judges stored readings again, and who compares devices. */
export type TurnTaker = Lane | 'requalify' | 'plant-checks';

/** A batch at work. */
interface Turn {
  readonly devices: ReadonlySet<string>;
  readonly done: Promise<unknown>;
}

/** Lets batches of several takers be worked on beside each other, but never two of the same device. */
export class DeviceTurns {
  readonly #turns = new Map<TurnTaker, Turn>();

  /** Works when no other taker's batch of these devices is at work; each taker works on one batch at a time. */
  async take(taker: TurnTaker, devices: Iterable<string>, work: () => Promise<void>): Promise<void> {
    const own = new Set(devices);
    const others = [...this.#turns].filter(
      ([other, turn]) => other !== taker && !turn.devices.isDisjointFrom(own),
    );
    const done = Promise.all(others.map(([, turn]) => turn.done)).then(work);
    const turn = { devices: own, done: done.catch(() => undefined) };
    this.#turns.set(taker, turn);
    try {
      await done;
    } finally {
      if (this.#turns.get(taker) === turn) this.#turns.delete(taker);
    }
  }
}
