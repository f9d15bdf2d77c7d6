import { LIMITED_PARAMETERS } from '../asm1/parameters.ts';
import { SO, SOLUBLES, STATES, solidsAt } from '../asm1/state.ts';
import type { Companion } from '../bsm1/companion.ts';
import { LAYER_SOLIDS, LAYERS, layerAt, TANKS, tankAt } from '../bsm1/layout.ts';
import { Bsm1Plant } from '../bsm1/plant.ts';
import { BSM1_SETTLER } from '../bsm1/settler.ts';
import { Tracers } from '../bsm1/tracers.ts';
import { Aeration } from './aeration.ts';
import type { Effects } from './effects.ts';
import { INITIAL_LAYERS, INITIAL_TANKS, INITIAL_TRACERS } from './initial-biology.ts';
import { Outlets } from './outlets.ts';
import { SludgeCondition } from './sludge-condition.ts';
import { TracerReactions } from './tracer-reactions.ts';
import { CARBON, SOLIDS, TRACERS, WATER_SIZE, type Water } from './water.ts';

/** Hours of mean flow in the five tanks, in BSM1's proportions. */
const RETENTION_HOURS = 14;
const ANOXIC_SHARE = 1 / 6;
const AERATED_SHARE = 2 / 9;
/** Settler area that BSM1 has for its mean flow. */
const SETTLER_M2_PER_M3_PER_DAY = BSM1_SETTLER.areaM2 / 18_446;

/** Times the mean flow. The waste sludge makes the sludge three to four weeks old. */
const INTERNAL_RECYCLE = 2;
const RETURN_SLUDGE = 0.8;
const WASTE_SLUDGE = 0.012;

/** Dyes and salts hamper nitrifiers: of the growth they have in sewage. An assumption. */
const NITRIFIER_VIGOUR = 0.7;

/** The aerated tank in the middle: where oxygen is measured. */
const PROBE_TANK = 3;

/** Activated sludge and settler: the benchmark's plant at the city's size, with what ASM1 does not know as tracers. */
export class Biology {
  readonly plant: Bsm1Plant;
  /** What left over the last step, g: with the effluent, and with the waste sludge. */
  readonly discharged: Water = new Float64Array(WATER_SIZE);
  readonly wasted: Water = new Float64Array(WATER_SIZE);
  readonly #tracers: Tracers;
  readonly #outlets: Outlets;
  readonly #reactions = new TracerReactions();
  readonly #aeration = new Aeration();
  readonly #condition: SludgeCondition;
  readonly #meanM3PerDay: number;
  #running = true;

  constructor(meanM3PerHour: number, companions: readonly Companion[] = []) {
    this.#meanM3PerDay = 24 * meanM3PerHour;
    this.#tracers = new Tracers(TRACERS, this.#reactions.source);
    this.#outlets = new Outlets(this.#tracers);
    const anoxic = ANOXIC_SHARE * RETENTION_HOURS * meanM3PerHour;
    const aerated = AERATED_SHARE * RETENTION_HOURS * meanM3PerHour;
    this.plant = new Bsm1Plant({
      volumesM3: [anoxic, anoxic, aerated, aerated, aerated],
      settler: { ...BSM1_SETTLER, areaM2: SETTLER_M2_PER_M3_PER_DAY * this.#meanM3PerDay },
      parameters: { ...LIMITED_PARAMETERS, mua: NITRIFIER_VIGOUR * LIMITED_PARAMETERS.mua },
      companions: [this.#tracers, this.#outlets, ...companions],
    });
    this.#reactions.attach(this.plant);
    this.#condition = new SludgeCondition(this.plant, this.#tracers);
    this.#fill();
  }

  get effluentM3PerHour(): number {
    return this.plant.flows.effluent / 24;
  }

  get wastedM3PerHour(): number {
    return this.plant.flows.wasted / 24;
  }

  step(
    hours: number,
    inflowM3PerHour: number,
    inflow: Water,
    airTemperature: number,
    effects: Effects,
  ): void {
    const { plant } = this;
    this.#feed(inflowM3PerHour, inflow);
    this.#control(hours, effects);
    this.#condition.step(effects.bulking);
    this.#reactions.airTemperature = airTemperature;
    plant.step(hours / 24);
    this.#outlets.take(hours / 24, this.discharged, this.wasted);
  }

  /** Writes the mixed liquor where the probes are into `out`. */
  mixedLiquor(out: Water): void {
    const y = this.plant.state;
    const at = tankAt(PROBE_TANK);
    for (let i = 0; i < STATES; i++) out[i] = y[at + i]!;
    const tracers = this.#tracers.tankAt(PROBE_TANK);
    for (let i = 0; i < TRACERS; i++) out[CARBON + i] = y[tracers + i]!;
    out[SOLIDS] = solidsAt(y, at);
  }

  /** Writes what runs over the settler's weir into `out`. */
  effluent(out: Water): void {
    this.#outlets.effluent(this.plant.state, out);
  }

  /** What of a water's property that is no particulate stands in tanks and settler, g. */
  storedTracer(property: number): number {
    const { state, volumesM3, settler } = this.plant;
    const tracer = property - CARBON;
    const { areaM2, layerHeightM } = settler.parameters;
    let grams = 0;
    for (let tank = 0; tank < TANKS; tank++)
      grams += volumesM3[tank]! * state[this.#tracers.tankAt(tank) + tracer]!;
    for (let layer = 0; layer < LAYERS; layer++)
      grams += areaM2 * layerHeightM * state[this.#tracers.layerAt(layer) + tracer]!;
    return grams;
  }

  #feed(inflowM3PerHour: number, inflow: Water): void {
    const { states } = this.plant.inflow;
    this.plant.inflow.flow = 24 * inflowM3PerHour;
    for (let i = 0; i < STATES; i++) states[i] = inflow[i]!;
    for (let i = 0; i < TRACERS; i++) this.#tracers.inflow[i] = inflow[CARBON + i]!;
  }

  #control(hours: number, effects: Effects): void {
    const { controls, state } = this.plant;
    const mean = effects.power ? this.#meanM3PerDay : 0;
    controls.internalRecycle = INTERNAL_RECYCLE * mean;
    controls.returnSludge = RETURN_SLUDGE * mean;
    controls.wasteSludge = WASTE_SLUDGE * mean;
    const blowers = effects.power ? effects.blowers : 0;
    this.#aeration.step(hours, state[tankAt(PROBE_TANK) + SO]!, blowers, controls.kla);
    const running = blowers > 0;
    if (running !== this.#running) this.plant.jump();
    this.#running = running;
  }

  /** Near where it settles, so that the warm-up is short. */
  #fill(): void {
    const y = this.plant.state;
    INITIAL_TANKS.forEach((states, tank) => {
      y.set(states, tankAt(tank));
      y.set(INITIAL_TRACERS, this.#tracers.tankAt(tank));
    });
    y.set(INITIAL_LAYERS, LAYER_SOLIDS);
    const last = INITIAL_TANKS[TANKS - 1]!;
    for (let layer = 0; layer < LAYERS; layer++) {
      y.set(
        SOLUBLES.map((s) => last[s]!),
        layerAt(layer),
      );
      y.set(INITIAL_TRACERS, this.#tracers.layerAt(layer));
    }
  }
}
