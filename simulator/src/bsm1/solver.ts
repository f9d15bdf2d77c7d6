/** What a solver asks of the system it moves on. */
export interface System {
  /** Places of the states that are too fast for an explicit step. */
  readonly stiff: Int32Array;
  /** How fast each of them returned to its balance at the last evaluation, 1/d. */
  readonly stiffness: Float64Array;
  /** Before a step: its length, d. */
  begin(days: number): void;
  /**
   * One explicit Euler step of that length from `y` into `out`, or, for the stiff states, their rates of change (1/d).
   * Stage 0 is at the step's beginning, stage 1 where its end was predicted.
   */
  euler(y: Float64Array, out: Float64Array, stage: 0 | 1): void;
}

export interface Solver {
  /** Moves `y` on by `days`. No allocation. */
  step(y: Float64Array, days: number): void;
  /** Says that the inputs have jumped: what the last step learnt is no guide to the next. */
  jump(): void;
}

/**
 * Heun's method, except for the stiff states: oxygen in the tanks returns to its balance up to 28 000 times a day (in
 * a pulse of substrate), everything else below some 2 000. They take an exponential Runge-Kutta step of second order
 * (ETD2RK; Cox and Matthews 2002, J. Comput. Phys. 176, 430).
 *
 * Heun's second stage needs oxygen where it will be, and a plain exponential predictor leaves it where it was: its
 * balance moves with the other states during the step. The predictor therefore carries on the last step's change of
 * the slow part (exponential Adams-Bashforth of second order, ibid.), which makes the whole of second order.
 *
 * Heun is taken as the mean of the start and two Euler steps in a row, so that the system can write its Euler steps
 * where they are needed and no pass over the rates remains.
 */
export class ExponentialHeun implements Solver {
  readonly #system: System;
  readonly #predicted: Float64Array;
  readonly #second: Float64Array;
  /** Of each stiff state: its value, rate and stiffness where the last step began, and what the corrector needs. */
  readonly #value: Float64Array;
  readonly #rate: Float64Array;
  readonly #stiffness: Float64Array;
  readonly #exponential: Float64Array;
  readonly #weight: Float64Array;
  #known = false;

  constructor(system: System, states: number) {
    const stiff = system.stiff.length;
    this.#system = system;
    this.#predicted = new Float64Array(states);
    this.#second = new Float64Array(states);
    this.#value = new Float64Array(stiff);
    this.#rate = new Float64Array(stiff);
    this.#stiffness = new Float64Array(stiff);
    this.#exponential = new Float64Array(stiff);
    this.#weight = new Float64Array(stiff);
  }

  jump(): void {
    this.#known = false;
  }

  step(y: Float64Array, days: number): void {
    const system = this.#system;
    const second = this.#second;
    system.begin(days);
    system.euler(y, this.#predicted, 0);
    this.#predictStiff(y, days);
    system.euler(this.#predicted, second, 1);
    this.#correctStiff();
    const states = y.length;
    for (let i = 0; i < states; i++) y[i] = 0.5 * (y[i]! + second[i]!);
    this.#known = true;
  }

  #predictStiff(y: Float64Array, days: number): void {
    const { stiff, stiffness } = this.#system;
    const predicted = this.#predicted;
    const values = this.#value;
    const rates = this.#rate;
    const known = this.#known;
    for (let s = 0; s < stiff.length; s++) {
      const at = stiff[s]!;
      const value = y[at]!;
      const rate = predicted[at]!;
      const lambda = stiffness[s]!;
      const z = days * lambda;
      const perZ = 1 / z;
      // The differences lose their digits for small z: their series.
      const phi1 = z > 1e-4 ? (1 - Math.exp(-z)) * perZ : 1 - z / 2;
      const phi2 = z > 1e-4 ? (1 - phi1) * perZ : 0.5 - z / 6;
      const change = known ? rate - rates[s]! + lambda * (value - values[s]!) : 0;
      const exponential = value + days * phi1 * rate;
      const weight = days * phi2;
      predicted[at] = positive(exponential + weight * change);
      values[s] = value;
      rates[s] = rate;
      this.#stiffness[s] = lambda;
      this.#exponential[s] = exponential;
      this.#weight[s] = weight;
    }
  }

  /** Writes into the second Euler step what the mean with the start takes to the corrected value. */
  #correctStiff(): void {
    const { stiff } = this.#system;
    const predicted = this.#predicted;
    const second = this.#second;
    for (let s = 0; s < stiff.length; s++) {
      const at = stiff[s]!;
      const value = this.#value[s]!;
      const change = second[at]! - this.#rate[s]! + this.#stiffness[s]! * (predicted[at]! - value);
      second[at] = 2 * positive(this.#exponential[s]! + this.#weight[s]! * change) - value;
    }
  }
}

function positive(value: number): number {
  return value > 0 ? value : 0;
}

/** Heun's method for all states alike, the yardstick: stable only for steps below 2/28 000 d, 6 s. */
export class ExplicitHeun implements Solver {
  readonly #system: System;
  readonly #predicted: Float64Array;
  readonly #second: Float64Array;

  constructor(system: System, states: number) {
    this.#system = system;
    this.#predicted = new Float64Array(states);
    this.#second = new Float64Array(states);
  }

  jump(): void {}

  step(y: Float64Array, days: number): void {
    this.#system.begin(days);
    this.#euler(y, days, this.#predicted, 0);
    this.#euler(this.#predicted, days, this.#second, 1);
    for (let i = 0; i < y.length; i++) y[i] = 0.5 * (y[i]! + this.#second[i]!);
  }

  #euler(y: Float64Array, days: number, out: Float64Array, stage: 0 | 1): void {
    this.#system.euler(y, out, stage);
    for (const at of this.#system.stiff) out[at] = y[at]! + days * out[at]!;
  }
}
