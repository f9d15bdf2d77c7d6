import type { Water } from './water.ts';

/** What happens inside a volume beside mixing: d(value)/dt = gain - decay × value, per property. */
export interface Reactions {
  /** 1/h, not negative. */
  readonly decay: Water;
  /** The property's unit per hour. */
  readonly gain: Water;
}

/**
 * A completely mixed tank. One implicit Euler step keeps the balance to rounding (what is in it + inflow + gain =
 * what is in it afterwards + outflow at the new value + decay) and never makes a positive value negative, however
 * long the step.
 */
export class MixedVolume {
  readonly water: Water;
  #volumeM3: number;

  constructor(volumeM3: number, water: Water) {
    this.#volumeM3 = volumeM3;
    this.water = water.slice();
  }

  get volumeM3(): number {
    return this.#volumeM3;
  }

  step(
    hours: number,
    inflowM3PerHour: number,
    inflow: Water,
    outflowM3PerHour: number,
    reactions?: Reactions,
  ): void {
    const before = this.#volumeM3;
    const after = before + hours * (inflowM3PerHour - outflowM3PerHour);
    const water = this.water;
    for (let i = 0; i < water.length; i++) {
      const gain = reactions === undefined ? 0 : reactions.gain[i]!;
      const decay = reactions === undefined ? 0 : reactions.decay[i]!;
      const held = before * water[i]! + hours * (inflowM3PerHour * inflow[i]! + after * gain);
      water[i] = held / (after + hours * (outflowM3PerHour + after * decay));
    }
    this.#volumeM3 = after;
  }
}
