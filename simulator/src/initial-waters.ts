import { waterOf } from './water.ts';

// What the tanks hold when the simulation begins: near where they settle, so that the warm-up is short.

/** In the equalization tank. */
export const EQUALIZED = waterOf({
  temperature: 29,
  codBiodegradable: 500,
  codInert: 150,
  tss: 220,
  nh3n: 18,
  organicNitrogen: 12,
  no3n: 1,
  totalPhosphorus: 4,
  inorganicCarbon: 6,
  ph: 7.6,
  dissolvedOxygen: 0.4,
  conductivity: 1600,
  colour: 450,
  sulfide: 0.6,
  phenol: 0.15,
  chromium: 0.05,
  oilAndGrease: 20,
});

/** In aeration and clarifier, between the flocs. */
export const TREATED = waterOf({
  temperature: 29,
  codBiodegradable: 15,
  codInert: 60,
  tss: 15,
  nh3n: 3,
  organicNitrogen: 2,
  no3n: 8,
  totalPhosphorus: 1,
  inorganicCarbon: 5,
  ph: 7.6,
  dissolvedOxygen: 2,
  conductivity: 1600,
  colour: 100,
  sulfide: 0.03,
  phenol: 0.02,
  chromium: 0.02,
  oilAndGrease: 2,
});

/** Of the mixed liquor, mg/L. */
export const SLUDGE_TSS = 3_400;
