export { createPlant, type PlantOptions } from './first-plant.ts';
export type { Plant } from './plant.ts';
export { createRandom, type Random } from './random.ts';
export { POINTS, type Point, QUANTITIES, type Quantity, type Truth } from './truth.ts';
