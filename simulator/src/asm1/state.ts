/**
 * The 13 states of ASM1 in the order of the task group's report (Henze et al. 1987): concentrations in g/m³
 * (COD, O2 or N), alkalinity in mol HCO3-/m³. The index of a state is its place in every typed array of the model.
 */
export const ASM1_STATES = [
  'si',
  'ss',
  'xi',
  'xs',
  'xbh',
  'xba',
  'xp',
  'so',
  'sno',
  'snh',
  'snd',
  'xnd',
  'salk',
] as const;
export type Asm1State = (typeof ASM1_STATES)[number];

/** States in one volume. */
export const STATES = 13;

/** Soluble inert COD. */
export const SI = 0;
/** Readily biodegradable COD. */
export const SS = 1;
/** Particulate inert COD. */
export const XI = 2;
/** Slowly biodegradable COD. */
export const XS = 3;
/** Heterotrophic biomass, COD. */
export const XBH = 4;
/** Autotrophic biomass (nitrifiers), COD. */
export const XBA = 5;
/** Inert products of decay, COD. */
export const XP = 6;
/** Dissolved oxygen. */
export const SO = 7;
/** Nitrate and nitrite N. */
export const SNO = 8;
/** Ammonium and ammonia N. */
export const SNH = 9;
/** Soluble organic N. */
export const SND = 10;
/** Particulate organic N. */
export const XND = 11;
/** Alkalinity. */
export const SALK = 12;

/** The states that move with the water only, in the order the settler keeps them. */
export const SOLUBLES = [SI, SS, SO, SNO, SNH, SND, SALK] as const;

/** g solids for each g of particulate COD. */
export const TSS_PER_COD = 0.75;

/** Total suspended solids, g/m³, of the water whose 13 states begin at `at`. */
export function solidsAt(y: Float64Array, at: number): number {
  return TSS_PER_COD * (y[at + XI]! + y[at + XS]! + y[at + XBH]! + y[at + XBA]! + y[at + XP]!);
}
