import { codAt, totalNitrogenAt } from '../asm1/composition.ts';
import { BSM1_PARAMETERS } from '../asm1/parameters.ts';
import { SALK, SI, SND, SNH, SNO, SO, SS, XBA, XBH, XS } from '../asm1/state.ts';
import type { Truth } from '../truth.ts';
import { phOf } from './acidity.ts';
import { BOD_PER_BIODEGRADABLE_COD } from './analysis.ts';
import { conductivityOf } from './conductivity.ts';
import * as at from './water.ts';

/** BOD5 of the organisms that are alive and will decay: BSM1's figure for effluent, whose COD is mostly that. */
const BOD_PER_BIOMASS = 0.25 * (1 - BSM1_PARAMETERS.fp);
/** Settled secondary effluent has 2.0 to 2.4 mg/L solids per NTU (Metcalf and Eddy). */
const NTU_PER_SOLIDS = 1 / 2.2;
const NTU_PER_COLOUR = 0.01;

/**
 * What is true of a water that flows at `flowM3PerHour` and stands `levelM` high. In a mixed liquor COD, BOD and total
 * nitrogen are those of the water between the flocs; only the solids count the flocs.
 */
export function observed(
  water: at.Water,
  flowM3PerHour: number,
  levelM: number,
  liquor: 'water' | 'mixed-liquor' = 'water',
): Truth {
  const mixed = liquor === 'mixed-liquor';
  const tss = water[at.SOLIDS]!;
  const colour = water[at.COLOUR]!;
  // What is used up within a step may end a hair below 0.
  const oxygen = atLeast0(water[SO]!);
  const nh3n = atLeast0(water[SNH]!);
  const no3n = atLeast0(water[SNO]!);
  return {
    ph: phOf(water[SALK]!, water[at.CARBON]!),
    temperature: water[at.TEMPERATURE]!,
    cod: mixed ? water[SI]! + water[SS]! : codAt(water, 0),
    bod: BOD_PER_BIODEGRADABLE_COD * water[SS]! + (mixed ? 0 : particulateBod(water)),
    tss,
    nh3n,
    no3n,
    total_nitrogen: mixed ? nh3n + no3n + water[SND]! : totalNitrogenAt(water, 0),
    total_phosphorus: water[at.PHOSPHORUS]!,
    flow: flowM3PerHour,
    level: levelM,
    dissolved_oxygen: oxygen,
    conductivity: conductivityOf(water[at.SALT]!, water[SALK]!, nh3n, no3n),
    turbidity: NTU_PER_SOLIDS * tss + NTU_PER_COLOUR * colour,
    colour,
    orp: redoxPotential(oxygen, no3n),
    mlss: tss,
    sulfide: water[at.SULFIDE]!,
    phenol: water[at.PHENOL]!,
    chromium: water[at.CHROMIUM]!,
    oil_and_grease: water[at.OIL]!,
  };
}

function particulateBod(water: at.Water): number {
  return BOD_PER_BIODEGRADABLE_COD * water[XS]! + BOD_PER_BIOMASS * (water[XBH]! + water[XBA]!);
}

/** mV: some -250 without oxygen and nitrate, -150 to -100 with nitrate alone, 80 and more with both. Plausible, no more. */
function redoxPotential(oxygen: number, no3n: number): number {
  return -250 + (150 * no3n) / (no3n + 1) + (330 * oxygen) / (oxygen + 1);
}

function atLeast0(value: number): number {
  return value > 0 ? value : 0;
}
