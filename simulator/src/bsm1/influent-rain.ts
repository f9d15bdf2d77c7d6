import { createRandom, type Random } from '../random.ts';

/** Rain as chance has it, hour by hour. */
export interface RainClimate {
  /** How far from ordinary an hour must be to be wet, standard deviations: 2 is one hour in 44. */
  readonly threshold: number;
  /** mm an hour for each standard deviation beyond. */
  readonly mmPerHour: number;
}

/** Wet hours come in groups: how much of an hour's state the next one keeps. */
const MEMORY = 0.8;

/** A row of hours, mm/h, the same for the same seed: a normal value with memory, cut off below a threshold. */
export class Rain {
  readonly #climate: RainClimate;
  readonly #random: Random;
  #state = 0;

  constructor(seed: number, climate: RainClimate) {
    this.#climate = climate;
    this.#random = createRandom(seed, RAIN_CHANNEL);
  }

  nextHour(): number {
    this.#state = MEMORY * this.#state + Math.sqrt(1 - MEMORY ** 2) * this.#normal();
    return Math.max(0, this.#state - this.#climate.threshold) * this.#climate.mmPerHour;
  }

  /** Box and Muller's transform. */
  #normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random()));
    return radius * Math.cos(2 * Math.PI * this.#random());
  }
}

const RAIN_CHANNEL = 11;
