import { SOLUBLES, STATES } from '../asm1/state.ts';

/** Where what stands in the state vector of the benchmark plant: five tanks, then the settler's ten layers. */
export const TANKS = 5;
export const LAYERS = 10;
/** The layer of the settler that takes the feed: the fifth from the top. */
export const FEED_LAYER = 4;
/** Where the last tank begins, which feeds the settler. */
export const LAST_TANK = (TANKS - 1) * STATES;
/** Where the total solids of the layers begin, top first. */
export const LAYER_SOLIDS = TANKS * STATES;
/** Where the solubles of the layers begin: layer after layer, in each the order of SOLUBLES. */
export const LAYER_SOLUBLES = LAYER_SOLIDS + LAYERS;
/** 145: all states of tanks and settler, integrated together. */
export const PLANT_STATES = LAYER_SOLUBLES + LAYERS * SOLUBLES.length;

/** Where the 13 states of a tank (0 to 4) begin. */
export function tankAt(tank: number): number {
  return tank * STATES;
}

/** Where the solubles of a layer (0 to 9, top first) begin. */
export function layerAt(layer: number): number {
  return LAYER_SOLUBLES + layer * SOLUBLES.length;
}
