import { oxygenSaturation } from '../asm1/parameters.ts';
import { TANKS } from '../bsm1/layout.ts';
import type { Bsm1Plant } from '../bsm1/plant.ts';
import { BSM1_SETTLER } from '../bsm1/settler.ts';
import type { Tracers } from '../bsm1/tracers.ts';
import { CARBON, TEMPERATURE, TOXIN } from './water.ts';

/** Toxin at which nitrifiers and heterotrophs grow half as fast, g/m³. */
const TOXIN_HALF = { autotrophs: 1, heterotrophs: 5 } as const;
/** Below this it does nothing. */
const TOXIN_TRACE = 1e-4;

/** What bulking at its worst takes of the settling velocity, and adds to how much sludge hinders itself. */
const BULKING = { slower: 0.9, thicker: 1 } as const;
/** The settler's table is built anew when bulking has changed by so much. */
const BULKING_STEP = 0.01;

/** Steps between two looks at the tanks' temperature, which changes slowly. */
const TEMPERATURE_STEPS = 10;

/** What warmth, poison and filaments do to the sludge, between the steps. */
export class SludgeCondition {
  readonly #plant: Bsm1Plant;
  readonly #tracers: Tracers;
  #steps = 0;
  #poisoned = false;
  #bulking = 0;

  constructor(plant: Bsm1Plant, tracers: Tracers) {
    this.#plant = plant;
    this.#tracers = tracers;
  }

  /** `bulking`: 0 to 1. */
  step(bulking: number): void {
    const looks = this.#steps++ % TEMPERATURE_STEPS === 0;
    if (looks) this.#warm();
    const toxic = this.#isToxic();
    // Once more when the poison is gone.
    if (looks || toxic || this.#poisoned) this.#slow();
    this.#poisoned = toxic;
    const change = Math.abs(bulking - this.#bulking);
    if (change >= BULKING_STEP || (bulking === 0 && change > 0)) this.#bulk(bulking);
  }

  #warm(): void {
    for (let tank = 0; tank < TANKS; tank++)
      this.#plant.tanks[tank]!.saturation = oxygenSaturation(this.#tracer(tank, TEMPERATURE));
  }

  #isToxic(): boolean {
    for (let tank = 0; tank < TANKS; tank++) {
      if (this.#tracer(tank, TOXIN) > TOXIN_TRACE) return true;
    }
    return false;
  }

  /** Growth by temperature and toxin, tank by tank. */
  #slow(): void {
    for (let tank = 0; tank < TANKS; tank++) {
      const toxin = this.#tracer(tank, TOXIN);
      this.#plant.tanks[tank]!.kinetics.set(this.#tracer(tank, TEMPERATURE), {
        autotrophs: 1 / (1 + toxin / TOXIN_HALF.autotrophs),
        heterotrophs: 1 / (1 + toxin / TOXIN_HALF.heterotrophs),
      });
    }
  }

  #bulk(severity: number): void {
    this.#bulking = severity;
    const speed = 1 - BULKING.slower * severity;
    const { settler } = this.#plant;
    settler.parameters = {
      ...settler.parameters,
      v0Max: speed * BSM1_SETTLER.v0Max,
      v0: speed * BSM1_SETTLER.v0,
      rh: (1 + BULKING.thicker * severity) * BSM1_SETTLER.rh,
    };
  }

  #tracer(tank: number, property: number): number {
    return this.#plant.state[this.#tracers.tankAt(tank) + property - CARBON]!;
  }
}
