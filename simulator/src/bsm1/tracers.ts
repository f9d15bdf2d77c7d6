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
  /** What the first tank gets. */
  readonly #feed: Float64Array;
  #plant: Bsm1Plant | undefined;
  #at = 0;

  constructor(count: number, source?: TracerSource) {
    this.#count = count;
    this.states = count * (TANKS + LAYERS);
    this.inflow = new Float64Array(count);
    this.#source = source;
    this.#feed = new Float64Array(count);
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
    const feed = this.#feed;
    const { influentShare, internalShare, returnedShare } = flows;
    const last = this.tankAt(TANKS - 1);
    const bottom = this.layerAt(LAYERS - 1);
    for (let i = 0; i < count; i++)
      feed[i] =
        influentShare * this.inflow[i]! + internalShare * y[last + i]! + returnedShare * y[bottom + i]!;
    exchange(y, this.#at, feed, 0, flows.through / volumesM3[0]!, count, dy);
    for (let tank = 1; tank < TANKS; tank++) {
      const at = this.tankAt(tank);
      exchange(y, at, y, at - count, flows.through / volumesM3[tank]!, count, dy);
    }
    this.#settle(y, dy);
    if (this.#source === undefined) return;
    for (let tank = 0; tank < TANKS; tank++) this.#source(y, this.tankAt(tank), tank, dy);
  }

  #settle(y: Float64Array, dy: Float64Array): void {
    const plant = this.#plant;
    if (plant === undefined) return;
    const { flows, settler } = plant;
    const count = this.#count;
    const layerM3 = settler.parameters.areaM2 * settler.parameters.layerHeightM;
    const up = flows.effluent / layerM3;
    const down = (flows.returned + flows.wasted) / layerM3;
    // All layers above the feed take from below, all below it from above.
    const top = this.layerAt(0);
    const fed = this.layerAt(FEED_LAYER);
    exchange(y, top, y, top + count, up, fed - top, dy);
    exchange(y, fed, y, this.tankAt(TANKS - 1), up + down, count, dy);
    exchange(y, fed + count, y, fed, down, (LAYERS - 1 - FEED_LAYER) * count, dy);
  }
}

/** Writes how `length` states from `at` on change when water from `from` takes their place so many times a day. */
function exchange(
  y: Float64Array,
  at: number,
  source: Float64Array,
  from: number,
  perDay: number,
  length: number,
  dy: Float64Array,
): void {
  for (let i = 0; i < length; i++) dy[at + i] = perDay * (source[from + i]! - y[at + i]!);
}
