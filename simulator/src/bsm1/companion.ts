import type { Bsm1Plant } from './plant.ts';

/**
 * States that ride along with the plant's own and are integrated in the same stages: tracers, meters, sensors,
 * controllers. They stand behind the plant's in the same vector.
 */
export interface Companion {
  /** How many. */
  readonly states: number;
  /** Called once: its states begin at `at` of `plant.state`, all 0; sets where they start from. */
  join(plant: Bsm1Plant, at: number): void;
  /**
   * Before the plant's rates are worked out at a stage (`plant.stageDays`) from the states in `y`: where a controller
   * sets `plant.controls`.
   */
  steer?(y: Float64Array): void;
  /** Writes the rates of change of its own states, per day, into `dy`, at the places they have in `y`. */
  rates(y: Float64Array, dy: Float64Array): void;
}
