import { gaussianAt } from './chance.ts';
import type { FaultOf } from './fault.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const CHANNEL = 2;

/** How far a probe has drifted since an instant, by one drift. */
export class Drift {
  readonly #fault: FaultOf<'drift'>;
  readonly #seed: number;
  /** The walk at each full hour since it began. */
  readonly #walk: number[] = [0];

  constructor(fault: FaultOf<'drift'>, seed: number) {
    this.#fault = fault;
    this.#seed = seed;
  }

  /** From one instant to a later one, neither before the drift began; Unix ms to canonical unit. */
  between(sinceMs: number, t: number): number {
    const { shape, perDay } = this.#fault;
    if (shape === 'linear') return (perDay * (t - sinceMs)) / DAY_MS;
    return perDay * (this.#walkAt(t) - this.#walkAt(sinceMs));
  }

  /** A random walk whose standard deviation is 1 after a day; straight between the hours. */
  #walkAt(t: number): number {
    const position = (t - this.#fault.from) / HOUR_MS;
    const hour = Math.floor(position);
    while (this.#walk.length <= hour + 1) {
      const step = gaussianAt(this.#seed, CHANNEL, this.#walk.length) / Math.sqrt(24);
      this.#walk.push((this.#walk.at(-1) ?? 0) + step);
    }
    const before = this.#walk[hour] ?? 0;
    const after = this.#walk[hour + 1] ?? before;
    return before + (after - before) * (position - hour);
  }
}
