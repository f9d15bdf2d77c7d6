import type { Lane } from './journal/lane.ts';

/** A batch at work. */
interface Turn {
  readonly devices: ReadonlySet<string>;
  readonly done: Promise<unknown>;
}

/** Lets batches of the two lanes work beside each other, but never two of the same device. */
export class DeviceTurns {
  readonly #turns = new Map<Lane, Turn>();

  /** Works when no other lane's batch of these devices is at work; each lane works on one batch at a time. */
  async take(lane: Lane, devices: Iterable<string>, work: () => Promise<void>): Promise<void> {
    const own = new Set(devices);
    const others = [...this.#turns].filter(
      ([other, turn]) => other !== lane && !turn.devices.isDisjointFrom(own),
    );
    const done = Promise.all(others.map(([, turn]) => turn.done)).then(work);
    const turn = { devices: own, done: done.catch(() => undefined) };
    this.#turns.set(lane, turn);
    try {
      await done;
    } finally {
      if (this.#turns.get(lane) === turn) this.#turns.delete(lane);
    }
  }
}
