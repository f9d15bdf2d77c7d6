import { type GrowthFactors, Kinetics } from '../asm1/kinetics.ts';
import {
  type Asm1Parameters,
  BSM1_PARAMETERS,
  KINETIC_CEILING_C,
  oxygenSaturation,
} from '../asm1/parameters.ts';
import { Reactor } from '../asm1/reactor.ts';
import { SOLUBLES, STATES, solidsAt, XBA, XBH, XI, XND, XP, XS } from '../asm1/state.ts';
import type { Companion } from './companion.ts';
import { Equations } from './equations.ts';
import type { Controls, Flows, Inflow } from './hydraulics.ts';
import { LAST_TANK, LAYER_SOLIDS, LAYERS, layerAt, PLANT_STATES, TANKS, tankAt } from './layout.ts';
import { BSM1_SETTLER, Settler, type SettlerParameters } from './settler.ts';
import { ExplicitHeun, ExponentialHeun, type Solver } from './solver.ts';

export interface Bsm1PlantOptions {
  /** m³ of each of the five tanks, in the order the water flows. */
  readonly volumesM3?: readonly [number, number, number, number, number];
  readonly settler?: SettlerParameters;
  readonly parameters?: Asm1Parameters;
  /** °C above which the kinetics no longer follow the temperature. */
  readonly kineticCeilingC?: number;
  readonly companions?: readonly Companion[];
  /** `explicit` is the yardstick, for steps of some seconds. */
  readonly solver?: 'exponential' | 'explicit';
}

/** The benchmark's two anoxic and three aerated tanks (Alex et al. 2008). */
export const BSM1_VOLUMES_M3 = [1_000, 1_000, 1_333, 1_333, 1_333] as const;

/** Longest step that `advance` takes where the caller names none: 60 s. */
export const DEFAULT_STEP_DAYS = 60 / 86_400;

const PARTICULATES = [XI, XS, XBH, XBA, XP, XND] as const;

/** Where a plant begins: the last tank of the benchmark's steady state in every tank, its sludge in the settler. */
const INITIAL_WATER = [
  30, 0.89, 1_149, 49.3, 2_559, 149.8, 452, 0.49, 10.4, 1.73, 0.688, 3.53, 4.13,
] as const;
const INITIAL_LAYERS = [12.5, 18.1, 29.5, 69, 356, 356, 356, 356, 356, 6_394] as const;

/**
 * The benchmark plant: five tanks of ASM1 in a row, internal recycle from the last to the first, ten-layer settler,
 * return sludge (Alex et al. 2008, Benchmark Simulation Model no. 1). With other volumes and another settler it is
 * any plant of this kind. It begins near the benchmark's steady state, with the benchmark's open-loop controls; give
 * the inflow, and run it in.
 *
 * The particulates' shares in what leaves the settler follow the last tank at once, as the benchmark has it: of the
 * settler's sludge only the total solids have dynamics.
 */
export class Bsm1Plant {
  /** All states: 5 × 13 of the tanks, 10 solids and 10 × 7 solubles of the layers (see layout.ts), then companions'. */
  readonly state: Float64Array;
  readonly inflow: Inflow = { states: new Float64Array(STATES), flow: 0 };
  readonly controls: Controls = {
    internalRecycle: 55_338,
    returnSludge: 18_446,
    wasteSludge: 385,
    kla: new Float64Array([0, 0, 240, 240, 84]),
  };
  readonly volumesM3: readonly number[];
  readonly parameters: Asm1Parameters;
  readonly tanks: readonly Reactor[];
  readonly settler: Settler;
  readonly #equations: Equations;
  readonly #solver: Solver;

  constructor(options: Bsm1PlantOptions = {}) {
    const { volumesM3 = BSM1_VOLUMES_M3, settler = BSM1_SETTLER, parameters = BSM1_PARAMETERS } = options;
    const { kineticCeilingC = KINETIC_CEILING_C, companions = [] } = options;
    for (const size of [...volumesM3, settler.areaM2, settler.layerHeightM]) {
      if (!(size > 0))
        throw new RangeError(`A volume, area or height of the plant is ${size}, expected more than 0`);
    }
    this.volumesM3 = volumesM3;
    this.parameters = parameters;
    this.tanks = volumesM3.map(() => new Reactor(new Kinetics(parameters, kineticCeilingC)));
    this.settler = new Settler(settler);
    this.state = initialState(companions.reduce((sum, companion) => sum + companion.states, PLANT_STATES));
    this.#equations = new Equations(
      {
        volumesM3,
        tanks: this.tanks,
        settler: this.settler,
        inflow: this.inflow,
        controls: this.controls,
        companions,
      },
      this.state.length,
    );
    const Method = options.solver === 'explicit' ? ExplicitHeun : ExponentialHeun;
    this.#solver = new Method(this.#equations, this.state.length);
    let at = PLANT_STATES;
    for (const companion of companions) {
      companion.join(this, at);
      at += companion.states;
    }
  }

  /** Days since the plant began. */
  get days(): number {
    return this.#equations.days;
  }

  /** Days since the plant began at the stage that is being worked out: for companions. */
  get stageDays(): number {
    return this.#equations.stageDays;
  }

  /** The flows of the stage last worked out, m³/d. */
  get flows(): Readonly<Flows> {
    return this.#equations.flows;
  }

  /**
   * Sets kinetics and oxygen saturation of all tanks for a temperature, °C, and what else slows growth there (default:
   * nothing); `tanks[i].kinetics.set()` does it for one. Transfer coefficients are the caller's: see transferAt().
   */
  setTemperature(celsius: number, growth?: GrowthFactors): void {
    const saturation = oxygenSaturation(celsius);
    for (const tank of this.tanks) {
      tank.kinetics.set(celsius, growth);
      tank.saturation = saturation;
    }
  }

  /** Moves on by one step. Stable up to some 100 s in the benchmark; the error stands in model.md. */
  step(days: number): void {
    this.#solver.step(this.state, days);
    this.#equations.days += days;
  }

  /** Says that inflow or controls have jumped, so that the next step does not lean on the last. */
  jump(): void {
    this.#solver.jump();
  }

  /** Moves on by `days` of constant inputs, which may have jumped before, in equal steps no longer than asked. */
  advance(days: number, longestStepDays: number = DEFAULT_STEP_DAYS): void {
    const steps = Math.max(1, Math.ceil(days / longestStepDays - 1e-9));
    this.jump();
    for (let i = 0; i < steps; i++) this.step(days / steps);
  }

  /** Writes the 13 states of what leaves over the weir into `out`. */
  effluent(out: Float64Array): void {
    this.#leaving(0, out);
  }

  /** Writes the 13 states of the underflow, which returned and waste sludge share, into `out`. */
  underflow(out: Float64Array): void {
    this.#leaving(LAYERS - 1, out);
  }

  /** Solids in tanks and settler, kg. */
  solidsKg(): number {
    const { areaM2, layerHeightM } = this.settler.parameters;
    let grams = 0;
    this.volumesM3.forEach((volume, tank) => {
      grams += volume * solidsAt(this.state, tankAt(tank));
    });
    for (let layer = 0; layer < LAYERS; layer++)
      grams += areaM2 * layerHeightM * this.state[LAYER_SOLIDS + layer]!;
    return grams / 1_000;
  }

  #leaving(layer: number, out: Float64Array): void {
    const y = this.state;
    SOLUBLES.forEach((s, i) => {
      out[s] = y[layerAt(layer) + i]!;
    });
    const solids = solidsAt(y, LAST_TANK);
    const share = solids > 0 ? y[LAYER_SOLIDS + layer]! / solids : 0;
    for (const s of PARTICULATES) out[s] = y[LAST_TANK + s]! * share;
  }
}

function initialState(states: number): Float64Array {
  const y = new Float64Array(states);
  for (let tank = 0; tank < TANKS; tank++) y.set(INITIAL_WATER, tankAt(tank));
  y.set(INITIAL_LAYERS, LAYER_SOLIDS);
  const solubles = SOLUBLES.map((s) => INITIAL_WATER[s]);
  for (let layer = 0; layer < LAYERS; layer++) y.set(solubles, layerAt(layer));
  return y;
}
