import { oxygenSaturation } from '../asm1/parameters.ts';
import { SALK, SO } from '../asm1/state.ts';
import { carbonDioxide } from './acidity.ts';
import { MixedVolume, type Reactions } from './mixed-volume.ts';
import { CARBON, SULFIDE, TEMPERATURE, WATER_SIZE, type Water } from './water.ts';

/** Hours of mean flow that the tank holds when it is full, when the pump gives the mean flow, and at the least. */
const FULL_HOURS = 16;
const NORMAL_HOURS = 10;
const LEAST_HOURS = 2;

const FULL_LEVEL_M = 4;

/** The pump's bounds, times the mean flow. */
const PUMP = { least: 0.5, most: 1.5 } as const;

/** Coarse bubbles keep it mixed: oxygen comes in, the raw water takes it up; rates 1/h and g/m³/h. */
const REAERATION = 1;
const UPTAKE = 12;
const OXYGEN_HALF = 0.2;
const STRIPPING = 0.3;
/** Dissolved carbon dioxide in balance with air, mol/m³. */
const CARBON_DIOXIDE_IN_BALANCE = 0.013;
const SULFIDE_LOSS = 0.03;
/** Heat goes to the air, 1/h. */
const COOLING = 0.01;

/**
 * The equalization tank: mixed, with a level that rises and falls, emptied by a pump whose set flow follows the level
 * slowly, and with a weir: when it is full, what is too much runs over, past the plant into the river.
 */
export class Equalization {
  readonly tank: MixedVolume;
  pumpedM3PerHour: number;
  overflowM3PerHour = 0;
  readonly #meanM3PerHour: number;
  readonly #reactions: Reactions = {
    decay: new Float64Array(WATER_SIZE),
    gain: new Float64Array(WATER_SIZE),
  };

  constructor(meanM3PerHour: number, water: Water) {
    this.tank = new MixedVolume(NORMAL_HOURS * meanM3PerHour, water);
    this.#meanM3PerHour = meanM3PerHour;
    this.pumpedM3PerHour = meanM3PerHour;
    const { decay } = this.#reactions;
    decay[SULFIDE] = SULFIDE_LOSS;
    decay[TEMPERATURE] = COOLING;
  }

  get levelM(): number {
    return FULL_LEVEL_M * (this.tank.volumeM3 / (FULL_HOURS * this.#meanM3PerHour));
  }

  /** `pump`: share of the set flow that is pumped. */
  step(hours: number, inflowM3PerHour: number, inflow: Water, pump: number, airTemperature: number): void {
    const mean = this.#meanM3PerHour;
    const volume = this.tank.volumeM3;
    const set = mean * Math.min(PUMP.most, Math.max(PUMP.least, volume / (NORMAL_HOURS * mean)));
    const there = inflowM3PerHour + Math.max(0, volume - LEAST_HOURS * mean) / hours;
    this.pumpedM3PerHour = Math.min(pump * set, there);
    const room = (FULL_HOURS * mean - volume) / hours;
    this.overflowM3PerHour = Math.max(0, inflowM3PerHour - this.pumpedM3PerHour - room);
    this.#react(airTemperature);
    const out = this.pumpedM3PerHour + this.overflowM3PerHour;
    this.tank.step(hours, inflowM3PerHour, inflow, out, this.#reactions);
  }

  #react(airTemperature: number): void {
    const { decay, gain } = this.#reactions;
    const { water } = this.tank;
    decay[SO] = REAERATION + UPTAKE / (OXYGEN_HALF + water[SO]!);
    gain[SO] = REAERATION * oxygenSaturation(water[TEMPERATURE]!);
    gain[TEMPERATURE] = COOLING * airTemperature;
    const carbonDioxideThere = carbonDioxide(water[SALK]!, water[CARBON]!);
    decay[CARBON] = (STRIPPING * carbonDioxideThere) / water[CARBON]!;
    gain[CARBON] = STRIPPING * CARBON_DIOXIDE_IN_BALANCE;
  }
}
