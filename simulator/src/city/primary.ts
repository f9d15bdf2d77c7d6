import { SALK, SI, XBA, XBH, XI, XND, XP, XS } from '../asm1/state.ts';
import { MixedVolume } from './mixed-volume.ts';
import { CHROMIUM, COLOUR, OIL, PHOSPHORUS, SALT, SOLIDS, SULFIDE, WATER_SIZE, type Water } from './water.ts';

const RETENTION_HOURS = 2;

/** Share that settles by itself, and that settles with as much coagulant as helps. Sources: model.md. */
const REMOVAL: readonly (readonly [state: number, plain: number, most: number])[] = [
  [SI, 0, 0.7],
  [XI, 0.55, 0.95],
  [XS, 0.25, 0.6],
  [XBH, 0.55, 0.95],
  [XBA, 0.55, 0.95],
  [XP, 0.55, 0.95],
  [XND, 0.35, 0.7],
  [SOLIDS, 0.55, 0.95],
  [COLOUR, 0.02, 0.9],
  [CHROMIUM, 0.15, 0.9],
  [PHOSPHORUS, 0.1, 0.9],
  [OIL, 0.4, 0.95],
  [SULFIDE, 0, 0.4],
];

/** g/m³ of polyaluminium chloride that do half of what coagulation can. */
const HALF_DOSE = 70;
/** What a gram of it takes of alkalinity, mol, and brings of conductivity, µS/cm per g/m³: half of alum's figures. */
const ALKALINITY_PER_G = 0.005;
const CONDUCTIVITY_PER_G = 0.6;

/** Solids of the sludge that is drawn off, g/m³. */
const SLUDGE_SOLIDS = 20_000;
/** At most this share of the water goes with it. */
const MOST_SLUDGE = 0.2;

/** Coagulation, flocculation and the primary settler: takes a share of each thing, by the dose. */
export class Primary {
  readonly tank: MixedVolume;
  /** What goes on, and what is drawn off: flow and, of the sludge, loads per hour. */
  outM3PerHour = 0;
  readonly out: Water;
  sludgeM3PerHour = 0;
  readonly sludge: Water = new Float64Array(WATER_SIZE);
  readonly #passes = new Float64Array(WATER_SIZE).fill(1);
  readonly #doseGPerM3: number;

  constructor(meanM3PerHour: number, water: Water, doseGPerM3: number) {
    this.tank = new MixedVolume(RETENTION_HOURS * meanM3PerHour, water);
    this.out = water.slice();
    this.#doseGPerM3 = doseGPerM3;
    const share = doseGPerM3 / (doseGPerM3 + HALF_DOSE);
    for (const [state, plain, most] of REMOVAL) this.#passes[state] = 1 - plain - share * (most - plain);
  }

  step(hours: number, flowM3PerHour: number, inflow: Water): void {
    const { out, sludge } = this;
    const passes = this.#passes;
    const dose = this.#doseGPerM3;
    this.tank.step(hours, flowM3PerHour, inflow, flowM3PerHour);
    const water = this.tank.water;
    const removed = (1 - passes[SOLIDS]!) * water[SOLIDS]!;
    this.sludgeM3PerHour = flowM3PerHour * Math.min(MOST_SLUDGE, removed / SLUDGE_SOLIDS);
    this.outM3PerHour = flowM3PerHour - this.sludgeM3PerHour;
    const goesOn = this.outM3PerHour;
    for (let i = 0; i < out.length; i++) {
      out[i] = passes[i]! * water[i]!;
      sludge[i] = flowM3PerHour * water[i]! - goesOn * out[i]!;
    }
    out[SALK] = out[SALK]! - ALKALINITY_PER_G * dose;
    out[SALT] = out[SALT]! + CONDUCTIVITY_PER_G * dose;
  }
}
