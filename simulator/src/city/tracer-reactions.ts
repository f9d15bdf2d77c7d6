import * as state from '../asm1/state.ts';
import { tankAt } from '../bsm1/layout.ts';
import type { Bsm1Plant } from '../bsm1/plant.ts';
import type { TracerSource } from '../bsm1/tracers.ts';
import { carbonDioxide } from './acidity.ts';
import * as water from './water.ts';

// Constants of this module, not imported bindings: the compiler folds the former and reads the latter at each use.
const { SALK, SNO, SO, XBH } = state;

/** Where a tracer stands among the tracers. */
const CARBON = 0;
const TEMPERATURE = water.TEMPERATURE - water.CARBON;
const COLOUR = water.COLOUR - water.CARBON;
const SULFIDE = water.SULFIDE - water.CARBON;
const PHENOL = water.PHENOL - water.CARBON;
const TOXIN = water.TOXIN - water.CARBON;
const PHOSPHORUS = water.PHOSPHORUS - water.CARBON;
const OIL = water.OIL - water.CARBON;

/** g O2 a mole of CO2 that respiration makes. */
const OXYGEN_MOLAR = 32;
/** CO2 diffuses so much slower than oxygen, and builds up in the bubbles to that share. */
const CARBON_DIOXIDE_DIFFUSION = 0.91;
const BUBBLES_CARRY = 0.5;
/** Exchange at the surface of a tank that is only mixed, 1/d; CO2 in balance with air, mol/m³. */
const SURFACE = 3;
const IN_BALANCE = 0.013;
/** Heat goes to the air, 1/d. */
const COOLING = 1 / 4;

/** Rates, per day; those by organisms per g/m³ of heterotrophs. Assumptions, chosen for the removal in model.md. */
const COLOUR_LOSS = 0.00028;
const WITHOUT_OXYGEN_FASTER = 1.5;
const SULFIDE_LOSS = 60;
const PHENOL_LOSS = 0.012;
const OIL_LOSS = 0.0025;
const TOXIN_LOSS = 0.3;
const OXYGEN_HALF = 0.2;
/** g P a g COD of organisms. */
const P_IN_BIOMASS = 0.018;
const P_HALF = 0.1;

/** What the tracers do in the tanks of the biology. */
export class TracerReactions {
  airTemperature = 27;
  #plant: Bsm1Plant | undefined;

  /** To be called before the first step. */
  attach(plant: Bsm1Plant): void {
    this.#plant = plant;
  }

  readonly source: TracerSource = (y, at, tank, dy) => {
    const reactor = this.#plant?.tanks[tank];
    if (reactor === undefined) return;
    const asm1 = tankAt(tank);
    const { kinetics, growth } = reactor;
    const heterotrophs = y[asm1 + XBH]!;
    const oxygen = y[asm1 + SO]!;
    const aerobic = oxygen / (OXYGEN_HALF + oxygen);

    const respired = (kinetics.substratePerGrowth - 1) * growth;
    const exchange = CARBON_DIOXIDE_DIFFUSION * BUBBLES_CARRY * reactor.kla + SURFACE;
    const dissolved = carbonDioxide(y[asm1 + SALK]!, y[at + CARBON]!);
    dy[at + CARBON] = dy[at + CARBON]! + respired / OXYGEN_MOLAR - exchange * (dissolved - IN_BALANCE);

    dy[at + TEMPERATURE] = dy[at + TEMPERATURE]! + COOLING * (this.airTemperature - y[at + TEMPERATURE]!);
    const bleaching =
      COLOUR_LOSS * heterotrophs * (WITHOUT_OXYGEN_FASTER + (1 - WITHOUT_OXYGEN_FASTER) * aerobic);
    dy[at + COLOUR] = dy[at + COLOUR]! - bleaching * y[at + COLOUR]!;
    const nitrate = y[asm1 + SNO]!;
    const accepted = Math.max(aerobic, nitrate > 0 ? (0.3 * nitrate) / (1 + nitrate) : 0);
    dy[at + SULFIDE] = dy[at + SULFIDE]! - SULFIDE_LOSS * accepted * y[at + SULFIDE]!;
    dy[at + PHENOL] = dy[at + PHENOL]! - PHENOL_LOSS * heterotrophs * aerobic * y[at + PHENOL]!;
    dy[at + OIL] = dy[at + OIL]! - OIL_LOSS * heterotrophs * aerobic * y[at + OIL]!;
    dy[at + TOXIN] = dy[at + TOXIN]! - TOXIN_LOSS * y[at + TOXIN]!;
    const phosphorus = y[at + PHOSPHORUS]!;
    const built = P_IN_BIOMASS * (growth + reactor.nitrifierGrowth) * (phosphorus / (P_HALF + phosphorus));
    const released = P_IN_BIOMASS * reactor.decay * (1 - kinetics.fp);
    dy[at + PHOSPHORUS] = dy[at + PHOSPHORUS]! + released - built;
  };
}
