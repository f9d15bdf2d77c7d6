import { SEWAGE, waterOf } from './analysis.ts';
import type { Water } from './water.ts';

/** What the equalization tank holds when the simulation begins: near what it holds on average. */
export const EQUALIZED: Water = waterOf(
  {
    temperature: 29.5,
    cod: 660,
    bod: 285,
    tss: 240,
    nh3n: 21,
    organicNitrogen: 15,
    no3n: 1,
    totalPhosphorus: 5,
    inorganicCarbon: 6.4,
    ph: 8.2,
    dissolvedOxygen: 0.2,
    conductivity: 1_450,
    colour: 300,
    sulfide: 0.6,
    phenol: 0.13,
    chromium: 0.28,
    oilAndGrease: 20,
  },
  SEWAGE,
);
