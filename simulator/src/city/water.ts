import { STATES, XBA, XBH, XI, XP, XS } from '../asm1/state.ts';

/**
 * One water: the 13 states of ASM1 in their order, g/m³ (alkalinity mol/m³), then what ASM1 does not know. All of it
 * mixes by volume.
 */
export type Water = Float64Array;

/** Total inorganic carbon, mol/m³. */
export const CARBON = STATES;
/** °C. */
export const TEMPERATURE = STATES + 1;
/** Conductivity at 25 °C, µS/cm, of all salts but those of bicarbonate, ammonium and nitrate. */
export const SALT = STATES + 2;
/** Pt-Co. */
export const COLOUR = STATES + 3;
/** g/m³, from here on. */
export const SULFIDE = STATES + 4;
export const PHENOL = STATES + 5;
export const CHROMIUM = STATES + 6;
export const TOXIN = STATES + 7;
export const PHOSPHORUS = STATES + 8;
export const OIL = STATES + 9;
/** How many of these dissolve and are carried through the biology as tracers, from CARBON on. */
export const TRACERS = 10;
/** Solids as a laboratory weighs them; in sludge they are TSS_PER_COD of the particulate COD. */
export const SOLIDS = STATES + TRACERS;

export const WATER_SIZE = SOLIDS + 1;

/** Particulate COD of a water, g/m³. */
export function particulateCod(water: Water): number {
  return water[XI]! + water[XS]! + water[XBH]! + water[XBA]! + water[XP]!;
}

/** Adds so many parts of a water to another. */
export function pour(into: Water, water: Water, parts: number): void {
  for (let i = 0; i < into.length; i++) into[i] = into[i]! + parts * water[i]!;
}
