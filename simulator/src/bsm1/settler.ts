import * as state from '../asm1/state.ts';
import * as layout from './layout.ts';
import { BSM1_SETTLING, type SettlingParameters, SettlingVelocity } from './settling-velocity.ts';

export interface SettlerParameters extends SettlingParameters {
  readonly areaM2: number;
  readonly layerHeightM: number;
  /** Share of the feed's solids that does not settle. */
  readonly fns: number;
  /** Below this, g/m³, a layer above the feed takes all that settles onto it. */
  readonly threshold: number;
}

export const BSM1_SETTLER: SettlerParameters = {
  ...BSM1_SETTLING,
  areaM2: 1_500,
  layerHeightM: 0.4,
  fns: 0.00228,
  threshold: 3_000,
};

// Constants of this module, not imported bindings: the compiler folds the former and reads the latter at each use.
const { SI, SS, SO, SNO, SNH, SND, SALK } = state;
const { LAST_TANK, LAYER_SOLIDS, LAYER_SOLUBLES, PLANT_STATES } = layout;
const FEED = LAYER_SOLIDS + layout.FEED_LAYER;
const BOTTOM = LAYER_SOLIDS + layout.LAYERS - 1;
const FEED_SOLUBLES = layout.layerAt(layout.FEED_LAYER);
const BELOW_FEED = layout.layerAt(layout.FEED_LAYER + 1);
const WIDTH = state.SOLUBLES.length;

/**
 * The ten-layer settler of Takács et al. (1991) as BSM1 uses it: total solids settle and are carried, solubles are
 * carried, nothing reacts. Hot path, see Reactor.
 */
export class Settler {
  #velocity: SettlingVelocity;
  #parameters: SettlerParameters;
  /** Layers that a step's flow to the weir and to the underflow fills. */
  #up = 0;
  #down = 0;
  /** d/m: what a flux over the step adds to a layer. */
  #step = 0;
  /** Solids of the feed, g/m³, at the stage that is worked out. */
  feedSolids = 0;

  constructor(parameters: SettlerParameters) {
    this.#parameters = parameters;
    this.#velocity = new SettlingVelocity(parameters);
  }

  get parameters(): SettlerParameters {
    return this.#parameters;
  }

  /** Another sludge from here on: bulking, say. Builds a table; not for every step. */
  set parameters(parameters: SettlerParameters) {
    this.#parameters = parameters;
    this.#velocity = new SettlingVelocity(parameters);
  }

  /** The step to come: flows to weir and underflow, m³/d, and length, d. */
  prepare(toWeir: number, toUnderflow: number, days: number): void {
    const { areaM2, layerHeightM } = this.#parameters;
    this.#up = (toWeir * days) / (areaM2 * layerHeightM);
    this.#down = (toUnderflow * days) / (areaM2 * layerHeightM);
    this.#step = days / layerHeightM;
  }

  /** One explicit Euler step of the layers' solids, from `y` into `out`. */
  solids(y: Float64Array, out: Float64Array): void {
    const { threshold, fns } = this.#parameters;
    const up = this.#up;
    const down = this.#down;
    const step = this.#step;
    const velocity = this.#velocity;
    const unsettleable = fns * this.feedSolids;
    let here = y[LAYER_SOLIDS]!;
    let flux = step * here * velocity.at(here - unsettleable);
    let fromAbove = 0;
    for (let layer = LAYER_SOLIDS; layer < FEED; layer++) {
      const below = y[layer + 1]!;
      const fluxBelow = step * below * velocity.at(below - unsettleable);
      const settling = below <= threshold || flux < fluxBelow ? flux : fluxBelow;
      out[layer] = here + up * (below - here) + fromAbove - settling;
      fromAbove = settling;
      here = below;
      flux = fluxBelow;
    }
    let carried = (up + down) * (this.feedSolids - here);
    for (let layer = FEED; layer < BOTTOM; layer++) {
      const below = y[layer + 1]!;
      const fluxBelow = step * below * velocity.at(below - unsettleable);
      const settling = flux < fluxBelow ? flux : fluxBelow;
      out[layer] = here + carried + fromAbove - settling;
      fromAbove = settling;
      carried = down * (here - below);
      here = below;
      flux = fluxBelow;
    }
    out[BOTTOM] = here + carried + fromAbove;
  }

  /** One explicit Euler step of the layers' solubles, from `y` into `out`. */
  solubles(y: Float64Array, out: Float64Array): void {
    const up = this.#up;
    const down = this.#down;
    for (let i = LAYER_SOLUBLES; i < FEED_SOLUBLES; i++) out[i] = y[i]! + up * (y[i + WIDTH]! - y[i]!);
    const both = up + down;
    const i = FEED_SOLUBLES;
    out[i] = y[i]! + both * (y[LAST_TANK + SI]! - y[i]!);
    out[i + 1] = y[i + 1]! + both * (y[LAST_TANK + SS]! - y[i + 1]!);
    out[i + 2] = y[i + 2]! + both * (y[LAST_TANK + SO]! - y[i + 2]!);
    out[i + 3] = y[i + 3]! + both * (y[LAST_TANK + SNO]! - y[i + 3]!);
    out[i + 4] = y[i + 4]! + both * (y[LAST_TANK + SNH]! - y[i + 4]!);
    out[i + 5] = y[i + 5]! + both * (y[LAST_TANK + SND]! - y[i + 5]!);
    out[i + 6] = y[i + 6]! + both * (y[LAST_TANK + SALK]! - y[i + 6]!);
    for (let i = BELOW_FEED; i < PLANT_STATES; i++) out[i] = y[i]! + down * (y[i - WIDTH]! - y[i]!);
  }
}
