import { createRandom } from '../random.ts';

const MINUTE = 1 / 1_440;

export interface SensorClass {
  /** Equal first-order lags in a row that make the response. */
  readonly lags: number;
  /** Time constant of each, d. */
  readonly lagDays: number;
  /** Between two values, d; 0 for a sensor that measures without pause. */
  readonly intervalDays: number;
  /** Whether a value comes out one interval after its sample was taken. */
  readonly delayed: boolean;
}

/** Response times over these give the time constants of 2 and of 8 lags that reach 90 % of a step at that time. */
const TWO_LAGS = 3.89;
const EIGHT_LAGS = 11.7724;

/** The sensor classes of the benchmark (Rieger et al. 2003; Alex et al. 2008). */
export const SENSOR_CLASSES = {
  /** Ion-selective, optical and physical probes. */
  A: { lags: 2, lagDays: MINUTE / TWO_LAGS, intervalDays: 0, delayed: false },
  /** Analysers behind a fast filtration, and behind a slow one; the 1 marks those that measure batch by batch. */
  B0: { lags: 8, lagDays: (10 * MINUTE) / EIGHT_LAGS, intervalDays: 0, delayed: false },
  B1: { lags: 8, lagDays: (10 * MINUTE) / EIGHT_LAGS, intervalDays: 5 * MINUTE, delayed: false },
  C0: { lags: 8, lagDays: (20 * MINUTE) / EIGHT_LAGS, intervalDays: 0, delayed: false },
  C1: { lags: 8, lagDays: (20 * MINUTE) / EIGHT_LAGS, intervalDays: 5 * MINUTE, delayed: false },
  /** Total COD, TOC and nitrogen, respirometers. */
  D: { lags: 0, lagDays: 0, intervalDays: 30 * MINUTE, delayed: true },
} as const satisfies Record<string, SensorClass>;

/** Two equal lags: an aeration system follows its set point to 90 % in 4 minutes. */
export const AERATION_LAG_DAYS = (4 * MINUTE) / TWO_LAGS;

/** Writes the rates of change of a row of equal lags that stand in `y` at `at`, 1/d; its last is what comes out. */
export function lagRates(
  y: Float64Array,
  at: number,
  lags: number,
  lagDays: number,
  input: number,
  dy: Float64Array,
): void {
  let before = input;
  for (let i = at; i < at + lags; i++) {
    dy[i] = (before - y[i]!) / lagDays;
    before = y[i]!;
  }
}

/** What a sensor of a class remembers. */
export interface SensorState {
  readonly lags: Float64Array;
  /** d until the next value is taken. */
  dueDays: number;
  sampled: number;
  output: number;
}

/** A sensor that has seen `value` for long. */
export function restingSensor(sensor: SensorClass, value: number): SensorState {
  return { lags: new Float64Array(sensor.lags).fill(value), dueDays: 0, sampled: value, output: value };
}

/**
 * Moves a sensor on by `days`, no longer than its interval, during which the true value was `value`; changes `state`
 * and gives what it shows, without noise. Exact for a value that stood still.
 */
export function stepSensor(sensor: SensorClass, state: SensorState, value: number, days: number): number {
  settleLags(state.lags, sensor.lagDays, value, days);
  const response = state.lags[sensor.lags - 1] ?? value;
  if (sensor.intervalDays === 0) {
    state.output = response;
    return response;
  }
  state.dueDays -= days;
  if (state.dueDays <= 1e-9) {
    state.dueDays += sensor.intervalDays;
    state.output = sensor.delayed ? state.sampled : response;
    state.sampled = response;
  }
  return state.output;
}

/** The distance of each lag from a standing input dies away as e^-z (1 + z + z²/2 ...) of those before it. */
function settleLags(lags: Float64Array, lagDays: number, input: number, days: number): void {
  const z = days / lagDays;
  const decay = Math.exp(-z);
  for (let k = lags.length - 1; k >= 0; k--) {
    let weight = decay;
    let distance = 0;
    for (let j = 0; j <= k; j++) {
      distance += weight * (lags[k - j]! - input);
      weight *= z / (j + 1);
    }
    lags[k] = input + distance;
  }
}

/** White noise as the benchmark has it: a normal value for every minute, linear between. The same for the same seed. */
export class MinuteNoise {
  readonly #seed: number;
  readonly #channel: number;
  readonly #deviation: number;
  #minute = Number.NaN;
  #from = 0;
  #to = 0;

  constructor(seed: number, channel: number, deviation: number) {
    this.#seed = seed;
    this.#channel = channel;
    this.#deviation = deviation;
  }

  at(days: number): number {
    const position = days / MINUTE;
    const minute = Math.floor(position);
    if (minute !== this.#minute) {
      this.#from = minute === this.#minute + 1 ? this.#to : this.#value(minute);
      this.#to = this.#value(minute + 1);
      this.#minute = minute;
    }
    return this.#from + (position - minute) * (this.#to - this.#from);
  }

  /** Box and Muller's transform. */
  #value(minute: number): number {
    const random = createRandom(this.#seed, this.#channel, minute);
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return this.#deviation * radius * Math.cos(2 * Math.PI * random());
  }
}
