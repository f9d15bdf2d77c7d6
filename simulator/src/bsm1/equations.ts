import type { Reactor } from '../asm1/reactor.ts';
import * as state from '../asm1/state.ts';
import type { Companion } from './companion.ts';
import { type Controls, Flows, type Inflow } from './hydraulics.ts';
import * as layout from './layout.ts';
import type { Settler } from './settler.ts';
import type { System } from './solver.ts';

// Constants of this module, not imported bindings: the compiler folds the former and reads the latter at each use.
const { SI, SS, XI, XS, XBH, XBA, XP, SO, SNO, SNH, SND, XND, SALK, STATES } = state;
const { LAST_TANK, PLANT_STATES, TANKS } = layout;
const BOTTOM_SOLIDS = layout.LAYER_SOLIDS + layout.LAYERS - 1;
const BOTTOM = layout.layerAt(layout.LAYERS - 1);

export interface EquationsParts {
  readonly volumesM3: readonly number[];
  readonly tanks: readonly Reactor[];
  readonly settler: Settler;
  readonly inflow: Inflow;
  readonly controls: Controls;
  readonly companions: readonly Companion[];
}

/** How all states of the plant change together: tanks, settler, what rides along. Hot path. */
export class Equations implements System {
  readonly stiff = Int32Array.from({ length: TANKS }, (_, tank) => layout.tankAt(tank) + SO);
  readonly stiffness = new Float64Array(TANKS);
  readonly flows = new Flows();
  /** Days since the plant began: at the step's beginning (the plant's to move on), and at the stage worked out. */
  days = 0;
  stageDays = 0;
  readonly #parts: EquationsParts;
  readonly #companions: readonly Companion[];
  readonly #steered: boolean;
  readonly #rates: Float64Array;
  readonly #feed = new Float64Array(STATES);
  #stepDays = 0;

  constructor(parts: EquationsParts, states: number) {
    this.#parts = parts;
    this.#companions = parts.companions;
    this.#steered = parts.companions.some((companion) => companion.steer !== undefined);
    this.#rates = new Float64Array(states);
  }

  begin(days: number): void {
    this.#stepDays = days;
    this.#route();
  }

  euler(y: Float64Array, out: Float64Array, stage: 0 | 1): void {
    if (this.#companions.length > 0) this.#steer(y, stage);
    const { tanks, settler } = this.#parts;
    const feed = this.#feed;
    const stiffness = this.stiffness;
    settler.feedSolids = state.solidsAt(y, LAST_TANK);
    this.#mixFeed(y);
    for (let i = 0; i < TANKS; i++) {
      const tank = tanks[i]!;
      if (i === 0) tank.euler(y, 0, feed, 0, out);
      else tank.euler(y, i * STATES, y, (i - 1) * STATES, out);
      stiffness[i] = tank.stiffness;
    }
    settler.solids(y, out);
    settler.solubles(y, out);
    if (this.#companions.length > 0) this.#accompany(y, out);
  }

  /** Turns inflow and controls into what tanks and settler need for the step. */
  #route(): void {
    const { inflow, controls, tanks, settler, volumesM3 } = this.#parts;
    const flows = this.flows;
    flows.set(inflow, controls);
    for (let i = 0; i < TANKS; i++) {
      const tank = tanks[i]!;
      tank.days = this.#stepDays;
      tank.dilution = flows.through / volumesM3[i]!;
      tank.kla = controls.kla[i]!;
    }
    settler.prepare(flows.effluent, flows.returned + flows.wasted, this.#stepDays);
  }

  /** The first tank's feed: influent, the last tank's water, and the settler's underflow, by flow. */
  #mixFeed(y: Float64Array): void {
    const feed = this.#feed;
    const raw = this.#parts.inflow.states;
    const { influentShare: a, internalShare: b, returnedShare: c } = this.flows;
    const solids = this.#parts.settler.feedSolids;
    feed[SI] = a * raw[SI]! + b * y[LAST_TANK + SI]! + c * y[BOTTOM]!;
    feed[SS] = a * raw[SS]! + b * y[LAST_TANK + SS]! + c * y[BOTTOM + 1]!;
    feed[SO] = a * raw[SO]! + b * y[LAST_TANK + SO]! + c * y[BOTTOM + 2]!;
    feed[SNO] = a * raw[SNO]! + b * y[LAST_TANK + SNO]! + c * y[BOTTOM + 3]!;
    feed[SNH] = a * raw[SNH]! + b * y[LAST_TANK + SNH]! + c * y[BOTTOM + 4]!;
    feed[SND] = a * raw[SND]! + b * y[LAST_TANK + SND]! + c * y[BOTTOM + 5]!;
    feed[SALK] = a * raw[SALK]! + b * y[LAST_TANK + SALK]! + c * y[BOTTOM + 6]!;
    // Of each particulate the underflow has its share in the last tank's solids; none when there are none.
    const sludge = solids > 0 ? b + (c * y[BOTTOM_SOLIDS]!) / solids : b;
    feed[XI] = a * raw[XI]! + sludge * y[LAST_TANK + XI]!;
    feed[XS] = a * raw[XS]! + sludge * y[LAST_TANK + XS]!;
    feed[XBH] = a * raw[XBH]! + sludge * y[LAST_TANK + XBH]!;
    feed[XBA] = a * raw[XBA]! + sludge * y[LAST_TANK + XBA]!;
    feed[XP] = a * raw[XP]! + sludge * y[LAST_TANK + XP]!;
    feed[XND] = a * raw[XND]! + sludge * y[LAST_TANK + XND]!;
  }

  #steer(y: Float64Array, stage: 0 | 1): void {
    this.stageDays = stage === 0 ? this.days : this.days + this.#stepDays;
    if (!this.#steered) return;
    for (const companion of this.#companions) companion.steer?.(y);
    this.#route();
  }

  #accompany(y: Float64Array, out: Float64Array): void {
    const rates = this.#rates;
    const days = this.#stepDays;
    for (const companion of this.#companions) companion.rates(y, rates);
    for (let i = PLANT_STATES; i < out.length; i++) out[i] = y[i]! + days * rates[i]!;
  }
}
