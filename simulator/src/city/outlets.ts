import { SOLUBLES, solidsAt, XBA, XBH, XI, XND, XP, XS } from '../asm1/state.ts';
import type { Companion } from '../bsm1/companion.ts';
import { LAST_TANK, LAYER_SOLIDS, LAYERS, layerAt } from '../bsm1/layout.ts';
import type { Bsm1Plant } from '../bsm1/plant.ts';
import type { Tracers } from '../bsm1/tracers.ts';
import { CARBON, SOLIDS, TRACERS, WATER_SIZE, type Water } from './water.ts';

const PARTICULATES = [XI, XS, XBH, XBA, XP, XND] as const;
const TOP = 0;
const BOTTOM = LAYERS - 1;
/** Heun's method takes the mean of its two stages. */
const STAGES = 2;

/**
 * Adds up what leaves the biology over a step, with the effluent and with the waste sludge, in the very stages in which
 * its states are integrated, so that nothing is lost on the way to the river.
 */
export class Outlets implements Companion {
  readonly states = 0;
  readonly #tracers: Tracers;
  readonly #effluent: Water = new Float64Array(WATER_SIZE);
  readonly #waste: Water = new Float64Array(WATER_SIZE);
  #plant: Bsm1Plant | undefined;

  constructor(tracers: Tracers) {
    this.#tracers = tracers;
  }

  join(plant: Bsm1Plant): void {
    this.#plant = plant;
  }

  rates(y: Float64Array): void {
    const flows = this.#plant?.flows;
    if (flows === undefined) return;
    this.#leave(y, TOP, flows.effluent, this.#effluent);
    this.#leave(y, BOTTOM, flows.wasted, this.#waste);
  }

  /** Writes what has left in the last step, of so many days, g (or what else a water has, times m³). */
  take(days: number, effluent: Water, waste: Water): void {
    const share = days / STAGES;
    for (let i = 0; i < effluent.length; i++) {
      effluent[i] = share * this.#effluent[i]!;
      waste[i] = share * this.#waste[i]!;
    }
    this.#effluent.fill(0);
    this.#waste.fill(0);
  }

  /** Writes the water that runs over the weir into `out`. */
  effluent(y: Float64Array, out: Water): void {
    out.fill(0);
    this.#leave(y, TOP, 1, out);
  }

  /** Adds so much of a layer's water. */
  #leave(y: Float64Array, layer: number, flow: number, out: Water): void {
    const solubles = layerAt(layer);
    for (let i = 0; i < SOLUBLES.length; i++) {
      const s = SOLUBLES[i]!;
      out[s] = out[s]! + flow * y[solubles + i]!;
    }
    const sludge = solidsAt(y, LAST_TANK);
    const solids = flow * y[LAYER_SOLIDS + layer]!;
    const share = sludge > 0 ? solids / sludge : 0;
    for (let i = 0; i < PARTICULATES.length; i++) {
      const s = PARTICULATES[i]!;
      out[s] = out[s]! + share * y[LAST_TANK + s]!;
    }
    const tracers = this.#tracers.layerAt(layer);
    for (let i = 0; i < TRACERS; i++) out[CARBON + i] = out[CARBON + i]! + flow * y[tracers + i]!;
    out[SOLIDS] = out[SOLIDS]! + solids;
  }
}
