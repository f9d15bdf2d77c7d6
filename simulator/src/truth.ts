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
