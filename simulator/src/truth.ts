import { phOf } from './acidity.ts';
import { WATER, type Water } from './water.ts';

/** Where the water can be looked at, in the order it flows. */
export const POINTS = [
  'influent',
  'equalization',
  'aeration',
  'effluent',
  'river-upstream',
  'river-downstream',
] as const;
export type Point = (typeof POINTS)[number];

/** What is known of the water at every point; names and units as in model.md. */
export const QUANTITIES = [
  'ph',
  'temperature',
  'cod',
  'bod',
  'tss',
  'nh3n',
  'no3n',
  'total_nitrogen',
  'total_phosphorus',
  'flow',
  'level',
  'dissolved_oxygen',
  'conductivity',
  'turbidity',
  'colour',
  'orp',
  'mlss',
  'sulfide',
  'phenol',
  'chromium',
  'oil_and_grease',
] as const;
export type Quantity = (typeof QUANTITIES)[number];

/** The value of every quantity at one point. */
export type Truth = Readonly<Record<Quantity, number>>;

/** BOD5 of biodegradable COD, as in the BSM1 description. */
const BOD_PER_BIODEGRADABLE_COD = 0.65;

/** Everything there is to know of a water that flows at `flowM3PerHour` and stands `levelM` high. */
export function truthOf(water: Water, flowM3PerHour: number, levelM: number): Truth {
  const of = (index: number): number => water[index] ?? 0;
  const oxygen = of(WATER.dissolvedOxygen);
  const tss = of(WATER.tss);
  return {
    ph: phOf(of(WATER.alkalinity), of(WATER.inorganicCarbon)),
    temperature: of(WATER.temperature),
    cod: of(WATER.codBiodegradable) + of(WATER.codInert),
    bod: BOD_PER_BIODEGRADABLE_COD * of(WATER.codBiodegradable),
    tss,
    nh3n: of(WATER.nh3n),
    no3n: of(WATER.no3n),
    total_nitrogen: of(WATER.nh3n) + of(WATER.organicNitrogen) + of(WATER.no3n),
    total_phosphorus: of(WATER.totalPhosphorus),
    flow: flowM3PerHour,
    level: levelM,
    dissolved_oxygen: oxygen,
    conductivity: of(WATER.conductivity),
    turbidity: 0.6 * tss + 0.01 * of(WATER.colour),
    colour: of(WATER.colour),
    orp: -200 + (450 * oxygen) / (oxygen + 0.6),
    mlss: tss,
    sulfide: of(WATER.sulfide),
    phenol: of(WATER.phenol),
    chromium: of(WATER.chromium),
    oil_and_grease: of(WATER.oilAndGrease),
  };
}
