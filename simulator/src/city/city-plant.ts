import type { Companion } from '../bsm1/companion.ts';
import type { Plant } from '../plant.ts';
import type { Point, Truth } from '../truth.ts';
import { Biology } from './biology.ts';
import { Catchment } from './catchment.ts';
import { Climate } from './climate.ts';
import { Effects } from './effects.ts';
import { Equalization } from './equalization.ts';
import { EQUALIZED } from './initial-waters.ts';
import { Account, type Ledger } from './ledger.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './local-time.ts';
import { observed } from './observed.ts';
import { completed, type PlantOptions } from './options.ts';
import { Primary } from './primary.ts';
import { River } from './river.ts';
import { WATER_SIZE, type Water } from './water.ts';

const STEP_MS = 60_000;
const STEP_HOURS = STEP_MS / HOUR_MS;

/** Water depth at mean flow, m. */
const DEPTH = { influent: 0.25, aeration: 3.5, effluent: 0.18, river: 0.8 } as const;

/**
 * A batik town's plant: sewers with households, workshops and rain, equalization, coagulation and primary settling,
 * activated sludge (ASM1) with a settler, and the river. Equations, numbers and sources are in model.md. Throws
 * RangeError for options outside their range.
 */
export function createPlant(options: PlantOptions): Plant {
  return new CityPlant(options);
}

/** For tests, with what is measured inside: `companions` ride along in the biology. */
export class CityPlant implements Plant {
  readonly stepMs = STEP_MS;
  readonly ledger: Ledger = {
    arrived: new Account(),
    overflowed: new Account(),
    primarySludge: new Account(),
    settled: new Account(),
    wasteSludge: new Account(),
    discharged: new Account(),
  };
  readonly equalization: Equalization;
  readonly primary: Primary;
  readonly biology: Biology;
  readonly #meanM3PerHour: number;
  readonly #climate: Climate;
  readonly #effects: Effects;
  readonly #catchment: Catchment;
  readonly #river: River;
  readonly #toRiver: Water = new Float64Array(WATER_SIZE);
  readonly #looked: Water = new Float64Array(WATER_SIZE);
  readonly #truths = new Map<Point, Truth>();
  #nowMs: number;

  constructor(options: PlantOptions, companions: readonly Companion[] = []) {
    const { startMs, seed, warmUpDays, workshopShare, ...rest } = completed(options);
    const utcOffsetMs = rest.utcOffsetMinutes * MINUTE_MS;
    const mean = rest.flowM3PerDay / 24;
    this.#meanM3PerHour = mean;
    // One step before the beginning: there is something to look at from the first instant on.
    this.#nowMs = (Math.floor(startMs / STEP_MS) - Math.round((warmUpDays * DAY_MS) / STEP_MS) - 1) * STEP_MS;
    this.#climate = new Climate(seed, utcOffsetMs);
    this.#effects = new Effects(rest.disturbances);
    const { holidays } = rest;
    this.#catchment = new Catchment({ seed, utcOffsetMs, meanM3PerHour: mean, workshopShare, holidays });
    this.equalization = new Equalization(mean, EQUALIZED);
    this.primary = new Primary(mean, EQUALIZED, rest.coagulantGPerM3);
    this.biology = new Biology(mean, companions);
    this.#river = new River({ seed, utcOffsetMs, plantM3PerHour: mean, startMs: this.#nowMs }, this.#climate);
    this.advance(startMs);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  advance(toMs: number): void {
    if (!Number.isFinite(toMs)) throw new RangeError(`cannot advance to ${toMs}, expected Unix ms`);
    while (this.#nowMs + STEP_MS <= toMs) this.#step();
  }

  at(point: Point): Truth {
    let truth = this.#truths.get(point);
    if (truth === undefined) {
      truth = this.#look(point);
      this.#truths.set(point, truth);
    }
    return truth;
  }

  /** The stages in the order the water flows. */
  #step(): void {
    const tMs = this.#nowMs + STEP_MS;
    this.#nowMs = tMs;
    this.#truths.clear();
    const effects = this.#effects;
    effects.turnTo(tMs);
    const rain = this.#climate.rainMmPerHour(tMs) + effects.rainMmPerHour;
    const air = this.#climate.airTemperature(tMs, rain);
    const { equalization, primary, biology, ledger } = this;
    const catchment = this.#catchment;

    catchment.step(STEP_HOURS, tMs, rain, effects);
    const pump = effects.power ? effects.pump : 0;
    equalization.step(STEP_HOURS, catchment.flowM3PerHour, catchment.water, pump, air);
    primary.step(STEP_HOURS, equalization.pumpedM3PerHour, equalization.tank.water);
    biology.step(STEP_HOURS, primary.outM3PerHour, primary.out, air, effects);

    ledger.arrived.add(STEP_HOURS * catchment.flowM3PerHour, catchment.water);
    const overflowM3 = STEP_HOURS * equalization.overflowM3PerHour;
    ledger.overflowed.add(overflowM3, equalization.tank.water);
    ledger.primarySludge.addLoads(STEP_HOURS * primary.sludgeM3PerHour, primary.sludge, STEP_HOURS);
    ledger.settled.add(STEP_HOURS * primary.outM3PerHour, primary.out);
    ledger.wasteSludge.addLoads(STEP_HOURS * biology.wastedM3PerHour, biology.wasted, 1);
    const effluentM3 = STEP_HOURS * biology.effluentM3PerHour;
    ledger.discharged.addLoads(effluentM3, biology.discharged, 1);

    const toRiver = this.#toRiver;
    const { discharged } = biology;
    const overflowing = equalization.tank.water;
    for (let i = 0; i < toRiver.length; i++) toRiver[i] = discharged[i]! + overflowM3 * overflowing[i]!;
    this.#river.step(STEP_HOURS, tMs, rain, effluentM3 + overflowM3, toRiver);
  }

  #look(point: Point): Truth {
    const mean = this.#meanM3PerHour;
    const river = this.#river;
    const looked = this.#looked;
    switch (point) {
      case 'influent': {
        const { water, flowM3PerHour } = this.#catchment;
        return observed(water, flowM3PerHour, DEPTH.influent * channel(flowM3PerHour / mean));
      }
      case 'equalization': {
        const { tank, pumpedM3PerHour, levelM } = this.equalization;
        return observed(tank.water, pumpedM3PerHour, levelM);
      }
      case 'aeration':
        this.biology.mixedLiquor(looked);
        return observed(looked, this.primary.outM3PerHour, DEPTH.aeration, 'mixed-liquor');
      case 'effluent': {
        const flow = this.biology.effluentM3PerHour;
        this.biology.effluent(looked);
        return observed(looked, flow, DEPTH.effluent * channel(flow / mean));
      }
      case 'river-upstream':
        return observed(river.upstream, river.upstreamM3PerHour, this.#riverDepth(river.upstreamM3PerHour));
      case 'river-downstream':
        return observed(
          river.reach.water,
          river.downstreamM3PerHour,
          this.#riverDepth(river.downstreamM3PerHour),
        );
    }
  }

  #riverDepth(flowM3PerHour: number): number {
    return DEPTH.river * channel(flowM3PerHour / this.#river.meanM3PerHour);
  }
}

/** Depth in a wide open channel grows with the flow to the power 3/5 (Manning). */
function channel(flowRatio: number): number {
  return flowRatio ** 0.6;
}
