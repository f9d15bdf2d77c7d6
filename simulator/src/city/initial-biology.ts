/**
 * What the biology holds when the simulation begins: means over thirty days of the dry season, four months after an
 * earlier beginning, of a plant with the default options. Concentrations do not depend on the plant's size.
 */

/** The states of ASM1 in the five tanks. */
export const INITIAL_TANKS: readonly (readonly number[])[] = [
  [93.6, 10, 302, 78.3, 1280, 52.1, 983, 0.00581, 0.258, 5.04, 0.592, 3.48, 4.77],
  [93.7, 9.29, 302, 92.2, 1260, 52, 984, 0.0000315, 0.0217, 5.39, 0.211, 4.64, 4.81],
  [93.7, 2.21, 302, 61.8, 1280, 52.4, 986, 1.27, 1.74, 2.23, 0.781, 3.44, 4.46],
  [93.7, 1.66, 302, 42.3, 1290, 52.6, 987, 2, 3.07, 0.831, 0.829, 2.61, 4.26],
  [93.7, 1.64, 302, 31.2, 1290, 52.7, 989, 1.6, 3.74, 0.385, 0.757, 2.12, 4.18],
];

/** Solids of the settler's layers, top first. */
export const INITIAL_LAYERS: readonly number[] = [9.59, 14.3, 23.2, 51.4, 232, 234, 232, 234, 232, 4150];

/** The tracers, in tanks and settler alike. */
export const INITIAL_TRACERS: readonly number[] = [
  4.48, 29.6, 690, 106, 0.00411, 0.0132, 0.116, 0, 1.36, 2.28,
];
