export { bod5At, codAt, kjeldahlNitrogenAt, totalNitrogenAt } from './asm1/composition.ts';
export { type GrowthFactors, Kinetics } from './asm1/kinetics.ts';
export {
  type Asm1Parameters,
  BSM1_PARAMETERS,
  KINETIC_CEILING_C,
  LIMITED_PARAMETERS,
  oxygenSaturation,
  transferAt,
} from './asm1/parameters.ts';
export { processRates } from './asm1/process-rates.ts';
export {
  ASM1_STATES,
  type Asm1State,
  SALK,
  SI,
  SND,
  SNH,
  SNO,
  SO,
  SS,
  STATES,
  solidsAt,
  XBA,
  XBH,
  XI,
  XND,
  XP,
  XS,
} from './asm1/state.ts';
export type { Companion } from './bsm1/companion.ts';
export { CONTROL_STEP_DAYS, DefaultControl } from './bsm1/control.ts';
export {
  EFFLUENT_LIMITS,
  type Evaluation,
  Evaluator,
  type LimitedQuality,
  type Violation,
} from './bsm1/evaluation.ts';
export type { Controls, Flows, Inflow } from './bsm1/hydraulics.ts';
export { InfluentFileError, parseInfluentFile } from './bsm1/influent-file.ts';
export { type GeneratedInfluentOptions, generateInfluent } from './bsm1/influent-generator.ts';
export type { RainClimate } from './bsm1/influent-rain.ts';
export { constantInfluent, type InfluentSeries, rowDays, setInflow } from './bsm1/influent-series.ts';
export { WEATHERS, type Weather, weatherInfluent } from './bsm1/influent-weather.ts';
export { layerAt, tankAt } from './bsm1/layout.ts';
export { BSM1_VOLUMES_M3, Bsm1Plant, type Bsm1PlantOptions, DEFAULT_STEP_DAYS } from './bsm1/plant.ts';
export {
  type BenchmarkOptions,
  type BenchmarkProgress,
  JUDGED_FROM_DAY,
  runBenchmark,
} from './bsm1/procedure.ts';
export { BSM1_SETTLER, type SettlerParameters } from './bsm1/settler.ts';
export { type TracerSource, Tracers } from './bsm1/tracers.ts';
export { createPlant } from './city/city-plant.ts';
export type { Holiday } from './city/holiday.ts';
export { indonesianHolidays } from './city/indonesian-holidays.ts';
export { BLANKET_G_PER_M3, createPlantWithInside, type Inside } from './city/inside.ts';
export type { PlantOptions } from './city/options.ts';
export {
  type BlowerFailure,
  type Bulking,
  DISTURBANCE_KINDS,
  DISTURBANCE_LIMITS,
  type Disturbance,
  type DisturbanceKind,
  disturbanceProblem,
  type IllegalDumping,
  type Overload,
  type PowerCut,
  type PumpTrip,
  type Storm,
  type ToxicShock,
} from './disturbance.ts';
export { type Happening, happeningsOf, type Sign, signsOf } from './disturbance-signs.ts';
export type { Plant } from './plant.ts';
export { createRandom, type Random } from './random.ts';
export { POINTS, type Point, QUANTITIES, type Quantity, type Truth } from './truth.ts';
