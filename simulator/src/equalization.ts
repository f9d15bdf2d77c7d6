import { MixedVolume } from './mixed-volume.ts';
import type { Water } from './water.ts';

/** Hours of mean flow that the tank holds when it is full, when the pump gives the mean flow, and at the least. */
const FULL_HOURS = 16;
const NORMAL_HOURS = 10;
const LEAST_HOURS = 2;

const FULL_LEVEL_M = 4;

/** The equalization tank: fully mixed, with a level that rises and falls, emptied by a pump that follows the level. */
export class Equalization {
  readonly tank: MixedVolume;
  readonly #meanM3PerHour: number;
  #outflowM3PerHour: number;

  constructor(meanM3PerHour: number, water: Water) {
    this.tank = new MixedVolume(NORMAL_HOURS * meanM3PerHour, water);
    this.#meanM3PerHour = meanM3PerHour;
    this.#outflowM3PerHour = meanM3PerHour;
  }

  get outflowM3PerHour(): number {
    return this.#outflowM3PerHour;
  }

  get levelM(): number {
    return FULL_LEVEL_M * (this.tank.volumeM3 / (FULL_HOURS * this.#meanM3PerHour));
  }

  step(hours: number, inflowM3PerHour: number, inflow: Water): void {
    const mean = this.#meanM3PerHour;
    const volume = this.tank.volumeM3;
    const pump = mean * Math.min(1.5, Math.max(0.5, volume / (NORMAL_HOURS * mean)));
    const atMost = inflowM3PerHour + Math.max(0, volume - LEAST_HOURS * mean) / hours;
    const overflow = inflowM3PerHour - (FULL_HOURS * mean - volume) / hours;
    this.#outflowM3PerHour = Math.max(overflow, Math.min(pump, atMost));
    this.tank.step(hours, inflowM3PerHour, inflow, this.#outflowM3PerHour);
  }
}
