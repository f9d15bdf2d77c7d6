import type { Companion } from './companion.ts';
import { FEED_LAYER, LAYERS, TANKS } from './layout.ts';
import type { Bsm1Plant } from './plant.ts';

/**
 * What tracers turn into where: adds to `dy` at `at`, per day, for the tracers that stand in `y` at `at` in tank
 * `tank` (0 to 4) of the plant. Its ASM1 states begin at `tankAt(tank)` of `y`; processRates() tells what they do.
 */
export type TracerSource = (y: Float64Array, at: number, tank: number, dy: Float64Array) => void;

/**
 * Dissolved matter that ASM1 does not know, carried with the water through tanks and settler in the same stages as
 * the plant's states: colour, salt, a toxin, carbon dioxide, heat. It may react in the tanks, not in the settler.
 */
export class Tracers implements Companion {
  readonly states: number;
  /** In the influent, per m³. Changed in place between steps. */
  readonly inflow: Float64Array;
  readonly #count: number;
  readonly #source: TracerSource | undefined;
  #plant: Bsm1Plant | undefined;
  #at = 0;

  constructor(count: number, source?: TracerSource) {
    this.#count = count;
    this.states = count * (TANKS + LAYERS);
    this.inflow = new Float64Array(count);
    this.#source = source;
  }

  join(plant: Bsm1Plant, at: number): void {
    this.#plant = plant;
    this.#at = at;
  }

  /** Where the tracers of a tank (0 to 4) begin in the plant's state. */
  tankAt(tank: number): number {
    return this.#at + tank * this.#count;
  }

  /** Where the tracers of a layer of the settler (0 to 9, top first: the effluent) begin. */
  layerAt(layer: number): number {
    return this.tankAt(TANKS + layer);
  }

  rates(y: Float64Array, dy: Float64Array): void {
    const plant = this.#plant;
    if (plant === undefined) return;
    const { flows, volumesM3 } = plant;
    const count = this.#count;
    const last = this.tankAt(TANKS - 1);
    const bottom = this.layerAt(LAYERS - 1);
    for (let tracer = 0; tracer < count; tracer++) {
      let comes =
        flows.influentShare * this.inflow[tracer]! +
        flows.internalShare * y[last + tracer]! +
        flows.returnedShare * y[bottom + tracer]!;
      for (let tank = 0; tank < TANKS; tank++) {
        const at = this.tankAt(tank) + tracer;
        dy[at] = (flows.through / volumesM3[tank]!) * (comes - y[at]!);
        comes = y[at]!;
      }
      this.#settle(y, tracer, comes, dy);
    }
    if (this.#source === undefined) return;
    for (let tank = 0; tank < TANKS; tank++) this.#source(y, this.tankAt(tank), tank, dy);
  }

  #settle(y: Float64Array, tracer: number, feed: number, dy: Float64Array): void {
    const plant = this.#plant;
    if (plant === undefined) return;
    const { flows, settler } = plant;
    const layerM3 = settler.parameters.areaM2 * settler.parameters.layerHeightM;
    const up = flows.effluent / layerM3;
    const down = (flows.returned + flows.wasted) / layerM3;
    for (let layer = 0; layer < LAYERS; layer++) {
      const at = this.layerAt(layer) + tracer;
      const here = y[at]!;
      if (layer < FEED_LAYER) dy[at] = up * (y[at + this.#count]! - here);
      else if (layer > FEED_LAYER) dy[at] = down * (y[at - this.#count]! - here);
      else dy[at] = (up + down) * (feed - here);
    }
  }
}
