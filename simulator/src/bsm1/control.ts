import { SNO, SO } from '../asm1/state.ts';
import type { Companion } from './companion.ts';
import { tankAt } from './layout.ts';
import type { Bsm1Plant } from './plant.ts';
import { AERATION_LAG_DAYS, lagRates, MinuteNoise, SENSOR_CLASSES } from './sensor.ts';

/** A proportional-integral controller with anti-windup; times d. */
export interface PiController {
  readonly setPoint: number;
  readonly gain: number;
  readonly integralDays: number;
  readonly trackingDays: number;
  readonly offset: number;
  readonly min: number;
  readonly max: number;
}

/** KLa of the last tank, 1/d, by its oxygen, g/m³. */
const OXYGEN: PiController = {
  setPoint: 2,
  gain: 25,
  integralDays: 0.002,
  trackingDays: 0.001,
  offset: 144,
  min: 0,
  max: 360,
};
/** Internal recycle, m³/d, by the nitrate of the second tank, g N/m³. */
const NITRATE: PiController = {
  setPoint: 1,
  gain: 10_000,
  integralDays: 0.025,
  trackingDays: 0.015,
  offset: 18_500,
  min: 0,
  max: 92_230,
};

const OXYGEN_RANGE = 10;
const NITRATE_RANGE = 20;
/** Standard deviation of a sensor's noise, of its range. */
const NOISE = 0.025;

const OXYGEN_TANK = 4;
const OXYGEN_PLACE = tankAt(OXYGEN_TANK) + SO;
const NITRATE_PLACE = tankAt(1) + SNO;

/** Places of its states behind each other: two sensors, two integrals, the aeration system. */
const OXYGEN_SENSOR = 0;
const NITRATE_SENSOR = OXYGEN_SENSOR + SENSOR_CLASSES.A.lags;
const OXYGEN_INTEGRAL = NITRATE_SENSOR + SENSOR_CLASSES.B0.lags;
const NITRATE_INTEGRAL = OXYGEN_INTEGRAL + 1;
const AERATION = NITRATE_INTEGRAL + 1;
const AERATION_LAGS = 2;
const STATES = AERATION + AERATION_LAGS;

/** Longest step with these controllers: the oxygen probe's lags are of 15 s. */
export const CONTROL_STEP_DAYS = 15 / 86_400;

/**
 * The benchmark's default control (Alex et al. 2008, section 5): oxygen in the last tank through its aeration, nitrate
 * in the second tank through the internal recycle. Sensors, controllers and aeration system are integrated with the
 * plant. The sensors are without noise until it is set.
 */
export class DefaultControl implements Companion {
  readonly states = STATES;
  #oxygenNoise: MinuteNoise | undefined;
  #nitrateNoise: MinuteNoise | undefined;
  #plant: Bsm1Plant | undefined;
  #at = 0;

  /** From here on the sensors have the noise of this seed, or none. */
  setNoise(seed: number | undefined): void {
    this.#oxygenNoise = seed === undefined ? undefined : new MinuteNoise(seed, 1, NOISE * OXYGEN_RANGE);
    this.#nitrateNoise = seed === undefined ? undefined : new MinuteNoise(seed, 2, NOISE * NITRATE_RANGE);
  }

  join(plant: Bsm1Plant, at: number): void {
    this.#plant = plant;
    this.#at = at;
    const { state, controls } = plant;
    state.fill(state[OXYGEN_PLACE]!, at + OXYGEN_SENSOR, at + NITRATE_SENSOR);
    state.fill(state[NITRATE_PLACE]!, at + NITRATE_SENSOR, at + OXYGEN_INTEGRAL);
    state.fill(controls.kla[OXYGEN_TANK]!, at + AERATION, at + STATES);
  }

  steer(y: Float64Array): void {
    if (this.#plant === undefined) return;
    const { controls } = this.#plant;
    controls.kla[OXYGEN_TANK] = y[this.#at + STATES - 1]!;
    controls.internalRecycle = within(NITRATE, this.#nitrateOutput(y));
  }

  rates(y: Float64Array, dy: Float64Array): void {
    const at = this.#at;
    const { A, B0 } = SENSOR_CLASSES;
    lagRates(y, at + OXYGEN_SENSOR, A.lags, A.lagDays, y[OXYGEN_PLACE]!, dy);
    lagRates(y, at + NITRATE_SENSOR, B0.lags, B0.lagDays, y[NITRATE_PLACE]!, dy);
    const air = this.#oxygenOutput(y);
    dy[at + OXYGEN_INTEGRAL] = integralRate(OXYGEN, air, y[at + OXYGEN_INTEGRAL]!);
    dy[at + NITRATE_INTEGRAL] = integralRate(NITRATE, this.#nitrateOutput(y), y[at + NITRATE_INTEGRAL]!);
    lagRates(y, at + AERATION, AERATION_LAGS, AERATION_LAG_DAYS, within(OXYGEN, air), dy);
  }

  #oxygenOutput(y: Float64Array): number {
    const measured = this.#measured(y[this.#at + NITRATE_SENSOR - 1]!, OXYGEN_RANGE, this.#oxygenNoise);
    return output(OXYGEN, measured, y[this.#at + OXYGEN_INTEGRAL]!);
  }

  #nitrateOutput(y: Float64Array): number {
    const measured = this.#measured(y[this.#at + OXYGEN_INTEGRAL - 1]!, NITRATE_RANGE, this.#nitrateNoise);
    return output(NITRATE, measured, y[this.#at + NITRATE_INTEGRAL]!);
  }

  #measured(response: number, range: number, noise: MinuteNoise | undefined): number {
    const value = noise === undefined ? response : response + noise.at(this.#plant?.stageDays ?? 0);
    return Math.min(Math.max(value, 0), range);
  }
}

/** u = K e + I + offset. */
function output(c: PiController, measured: number, integral: number): number {
  return c.gain * (c.setPoint - measured) + integral + c.offset;
}

function within(c: PiController, value: number): number {
  return Math.min(Math.max(value, c.min), c.max);
}

/** dI/dt = K e / Ti + (u limited - u) / Tt. */
function integralRate(c: PiController, u: number, integral: number): number {
  const proportional = u - integral - c.offset;
  return proportional / c.integralDays + (within(c, u) - u) / c.trackingDays;
}
