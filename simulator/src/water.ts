import { alkalinityOf } from './acidity.ts';

/** Where each property of a water stands in its vector; all of them mix by volume. Units: model.md. */
export const WATER = {
  temperature: 0,
  codBiodegradable: 1,
  codInert: 2,
  tss: 3,
  nh3n: 4,
  organicNitrogen: 5,
  no3n: 6,
  totalPhosphorus: 7,
  alkalinity: 8,
  inorganicCarbon: 9,
  dissolvedOxygen: 10,
  conductivity: 11,
  colour: 12,
  sulfide: 13,
  phenol: 14,
  chromium: 15,
  oilAndGrease: 16,
} as const;

export type Property = keyof typeof WATER;

/** How many properties a water has. */
export const WATER_SIZE = 17;

/** One water: the value of each property, by its index in WATER. */
export type Water = Float64Array;

/** One number per property; what is not named is `otherwise`. */
export function perProperty(values: Readonly<Partial<Record<Property, number>>>, otherwise: number): Water {
  const vector = new Float64Array(WATER_SIZE).fill(otherwise);
  for (const property of Object.keys(WATER) as Property[]) {
    const value = values[property];
    if (value !== undefined) vector[WATER[property]] = value;
  }
  return vector;
}

/** A water as an analyst describes it: by pH rather than by alkalinity. */
export type Analysis = Readonly<Record<Exclude<Property, 'alkalinity'> | 'ph', number>>;

/** The water of an analysis. */
export function waterOf(analysis: Analysis): Water {
  const alkalinity = alkalinityOf(analysis.ph, analysis.inorganicCarbon);
  return perProperty({ ...analysis, alkalinity }, 0);
}
