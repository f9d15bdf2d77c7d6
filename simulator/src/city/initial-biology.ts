/**
 * What the biology holds when the simulation begins: means over thirty days of the dry season, four months after an
 * earlier beginning, of a plant with the default options. Concentrations do not depend on the plant's size.
 */

/** The states of ASM1 in the five tanks. */
export const INITIAL_TANKS: readonly (readonly number[])[] = [
  [79.6, 11.5, 302, 84.1, 1350, 51.5, 1040, 0.00505, 0.194, 5.08, 0.558, 3.73, 4.77],
  [79.6, 10.9, 302, 99.3, 1330, 51.3, 1040, 0.0000236, 0.0126, 5.42, 0.186, 4.98, 4.81],
  [79.7, 2.3, 302, 66.5, 1350, 51.7, 1040, 1.25, 1.62, 2.19, 0.788, 3.69, 4.47],
  [79.7, 1.69, 302, 45.4, 1360, 51.9, 1040, 2, 2.92, 0.828, 0.837, 2.79, 4.28],
  [79.7, 1.63, 302, 33.3, 1360, 52, 1050, 1.57, 3.58, 0.399, 0.761, 2.26, 4.2],
];

/** Solids of the settler's layers, top first. */
export const INITIAL_LAYERS: readonly number[] = [9.75, 14.5, 23.5, 52.3, 239, 241, 239, 241, 239, 4360];

/** The tracers, in tanks and settler alike. */
export const INITIAL_TRACERS: readonly number[] = [
  4.49, 29.6, 690, 105, 0.00418, 0.0124, 0.116, 0, 1.33, 2.2,
];
