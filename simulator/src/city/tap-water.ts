import { SEWAGE, waterOf } from './analysis.ts';
import type { Water } from './water.ts';

/** What people and workshops draw from wells and mains, and thin everything else with. */
export const TAP_WATER: Water = waterOf(
  {
    temperature: 28,
    cod: 5,
    bod: 1,
    tss: 2,
    nh3n: 0.1,
    organicNitrogen: 0.1,
    no3n: 1,
    totalPhosphorus: 0.1,
    inorganicCarbon: 4,
    ph: 7.3,
    dissolvedOxygen: 4,
    conductivity: 480,
    colour: 5,
    sulfide: 0,
    phenol: 0,
    chromium: 0,
    oilAndGrease: 0,
  },
  SEWAGE,
);

/** So much of the water (0 to 1), the rest tap water. */
export function diluted(water: Water, share: number): Water {
  return water.map((value, index) => share * value + (1 - share) * TAP_WATER[index]!);
}
