import { BSM1_PARAMETERS } from '../asm1/parameters.ts';
import { SALK, SI, SND, SNH, SNO, SO, SS, TSS_PER_COD, XBH, XI, XND, XS } from '../asm1/state.ts';
import { alkalinityOf } from './acidity.ts';
import { saltOf } from './conductivity.ts';
import * as water from './water.ts';

/** A water as a laboratory describes it; names and units as in Truth. */
export interface Analysis {
  readonly temperature: number;
  readonly cod: number;
  readonly bod: number;
  readonly tss: number;
  readonly nh3n: number;
  readonly organicNitrogen: number;
  readonly no3n: number;
  readonly totalPhosphorus: number;
  readonly ph: number;
  /** mol/m³. */
  readonly inorganicCarbon: number;
  readonly dissolvedOxygen: number;
  readonly conductivity: number;
  readonly colour: number;
  readonly sulfide: number;
  readonly phenol: number;
  readonly chromium: number;
  readonly oilAndGrease: number;
}

/** How COD and organic nitrogen of a kind of water divide into the fractions of ASM1. */
export interface Fractions {
  /** Of the solids, what burns. */
  readonly volatile: number;
  /** Of the particulate COD, what nothing eats, and what is alive. */
  readonly inert: number;
  readonly alive: number;
  /** Of the biodegradable COD, what is at once. */
  readonly readily: number;
  /** Of the organic nitrogen, what is dissolved. */
  readonly dissolvedNitrogen: number;
}

export const SEWAGE: Fractions = {
  volatile: 0.8,
  inert: 0.18,
  alive: 0.1,
  readily: 0.3,
  dissolvedNitrogen: 0.3,
};
/** Orhon et al. (2001) found a fifth of a denim mill's biodegradable COD readily so, and next to no organisms. */
export const DYE_HOUSE: Fractions = {
  volatile: 0.8,
  inert: 0.2,
  alive: 0,
  readily: 0.2,
  dissolvedNitrogen: 0.4,
};

/** BOD5 of raw water's biodegradable COD, as in BSM1 (Alex et al. 2008). */
export const BOD_PER_BIODEGRADABLE_COD = 0.65;

/** The water of an analysis. What is soluble and degrades slowly has no state in ASM1 and counts as XS. */
export function waterOf(analysis: Analysis, fractions: Fractions): water.Water {
  const { cod, bod, tss, nh3n, no3n } = analysis;
  const biodegradable = Math.min(bod / BOD_PER_BIODEGRADABLE_COD, 0.95 * cod);
  const particulate = Math.min((tss * fractions.volatile) / TSS_PER_COD, 0.9 * cod);
  const alive = Math.min(fractions.alive * particulate, biodegradable);
  const inertSolids = Math.min(fractions.inert * particulate, cod - biodegradable);
  const readily = fractions.readily * (biodegradable - alive);
  const { ixb, ixp } = BSM1_PARAMETERS;
  const organicNitrogen = Math.max(0, analysis.organicNitrogen - ixb * alive - ixp * inertSolids);

  const z = new Float64Array(water.WATER_SIZE);
  z[SI] = cod - biodegradable - inertSolids;
  z[SS] = readily;
  z[XI] = inertSolids;
  z[XS] = biodegradable - alive - readily;
  z[XBH] = alive;
  z[SO] = analysis.dissolvedOxygen;
  z[SNO] = no3n;
  z[SNH] = nh3n;
  z[SND] = fractions.dissolvedNitrogen * organicNitrogen;
  z[XND] = organicNitrogen - z[SND]!;
  z[SALK] = alkalinityOf(analysis.ph, analysis.inorganicCarbon);
  z[water.CARBON] = analysis.inorganicCarbon;
  z[water.TEMPERATURE] = analysis.temperature;
  z[water.SALT] = saltOf(analysis.conductivity, z[SALK]!, nh3n, no3n);
  z[water.COLOUR] = analysis.colour;
  z[water.SULFIDE] = analysis.sulfide;
  z[water.PHENOL] = analysis.phenol;
  z[water.CHROMIUM] = analysis.chromium;
  z[water.PHOSPHORUS] = analysis.totalPhosphorus;
  z[water.OIL] = analysis.oilAndGrease;
  z[water.SOLIDS] = tss;
  return z;
}
