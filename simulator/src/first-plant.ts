import { Aeration } from './aeration.ts';
import { Clarifier } from './clarifier.ts';
import { Equalization } from './equalization.ts';
import { createInfluent, type Influent } from './influent.ts';
import { EQUALIZED, SLUDGE_TSS, TREATED } from './initial-waters.ts';
import { DAY_MS, HOUR_MS, localHour, MINUTE_MS } from './local-time.ts';
import type { Plant } from './plant.ts';
import { River } from './river.ts';
import { type Point, type Truth, truthOf } from './truth.ts';
import { perProperty, WATER, type Water } from './water.ts';

export interface PlantOptions {
  /** Where the simulation begins, Unix ms. The tanks have then been running for `warmUpDays`. */
  readonly startMs: number;
  /** Whole number; another seed is another plant's luck. Default 1. */
  readonly seed?: number;
  /** Local time less UTC, minutes: decides when people bathe and workshops work. Default 420, Asia/Jakarta. */
  readonly utcOffsetMinutes?: number;
  /** Influent of an ordinary working day, m³/d; tanks are sized to it. Default 400. */
  readonly flowM3PerDay?: number;
  /** Default 5. */
  readonly warmUpDays?: number;
}

const STEP_MS = 10_000;
const STEP_HOURS = STEP_MS / HOUR_MS;

/** Water depth at mean flow, m. */
const DEPTH = { influent: 0.25, aeration: 3.5, effluent: 0.18, river: 0.8 } as const;

/** What coagulation and primary settling let through, of each property; the rest leaves as sludge. */
const PRIMARY = perProperty(
  {
    codBiodegradable: 0.7,
    codInert: 0.45,
    tss: 0.3,
    organicNitrogen: 0.8,
    totalPhosphorus: 0.5,
    colour: 0.25,
    sulfide: 0.6,
    chromium: 0.4,
    oilAndGrease: 0.35,
  },
  1,
);

/**
 * The first plant: a batik town's IPAL with equalization, coagulation, activated sludge by first-order removal,
 * clarifier and river. Equations and numbers are in model.md. Throws RangeError for options outside their range.
 */
export function createPlant(options: PlantOptions): Plant {
  return new FirstPlant(options);
}

class FirstPlant implements Plant {
  readonly stepMs = STEP_MS;
  readonly #utcOffsetMs: number;
  readonly #meanM3PerHour: number;
  readonly #influentAt: (tMs: number) => Influent;
  readonly #equalization: Equalization;
  readonly #primary: Water;
  readonly #aeration: Aeration;
  readonly #clarifier: Clarifier;
  readonly #river: River;
  readonly #truths = new Map<Point, Truth>();
  #nowMs: number;
  #influent: Influent;

  constructor(options: PlantOptions) {
    const { startMs, seed = 1, utcOffsetMinutes = 420, flowM3PerDay = 400, warmUpDays = 5 } = options;
    inRange('startMs', startMs, 0, 8.64e15);
    inRange('flowM3PerDay', flowM3PerDay, 1, 1e6);
    inRange('utcOffsetMinutes', utcOffsetMinutes, -1440, 1440);
    inRange('warmUpDays', warmUpDays, 0, 365);
    if (!Number.isSafeInteger(seed)) throw new RangeError(`seed is ${seed}, expected a whole number`);

    this.#utcOffsetMs = utcOffsetMinutes * MINUTE_MS;
    this.#meanM3PerHour = flowM3PerDay / 24;
    this.#influentAt = createInfluent({ seed, utcOffsetMs: this.#utcOffsetMs, flowM3PerDay });
    this.#equalization = new Equalization(this.#meanM3PerHour, EQUALIZED);
    this.#primary = EQUALIZED.slice();
    const sludge = TREATED.slice();
    sludge[WATER.tss] = SLUDGE_TSS;
    this.#aeration = new Aeration(this.#meanM3PerHour, sludge);
    this.#clarifier = new Clarifier(this.#meanM3PerHour, TREATED);
    this.#river = new River({ seed, utcOffsetMs: this.#utcOffsetMs, plantM3PerHour: this.#meanM3PerHour });

    this.#nowMs = (Math.floor(startMs / STEP_MS) - Math.round((warmUpDays * DAY_MS) / STEP_MS)) * STEP_MS;
    this.#influent = this.#influentAt(this.#nowMs);
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
    this.#nowMs += STEP_MS;
    this.#truths.clear();
    const influent = this.#influentAt(this.#nowMs);
    this.#influent = influent;
    this.#equalization.step(STEP_HOURS, influent.flowM3PerHour, influent.water);
    const flow = this.#equalization.outflowM3PerHour;
    coagulate(this.#equalization.tank.water, this.#primary);
    this.#aeration.step(STEP_HOURS, flow, this.#primary, this.#airTemperature());
    this.#clarifier.step(STEP_HOURS, flow, this.#aeration.tank.water);
    this.#river.step(STEP_HOURS, this.#nowMs, flow, this.#clarifier.tank.water);
  }

  /** °C; coolest at four in the morning. */
  #airTemperature(): number {
    return 27.8 - 2.8 * Math.cos((2 * Math.PI * (localHour(this.#nowMs, this.#utcOffsetMs) - 4)) / 24);
  }

  #look(point: Point): Truth {
    const flow = this.#equalization.outflowM3PerHour;
    const mean = this.#meanM3PerHour;
    const river = this.#river;
    switch (point) {
      case 'influent': {
        const { water, flowM3PerHour } = this.#influent;
        return truthOf(water, flowM3PerHour, DEPTH.influent * channel(flowM3PerHour / mean));
      }
      case 'equalization':
        return truthOf(this.#equalization.tank.water, flow, this.#equalization.levelM);
      case 'aeration':
        return truthOf(this.#aeration.tank.water, flow, DEPTH.aeration);
      case 'effluent':
        return truthOf(this.#clarifier.tank.water, flow, DEPTH.effluent * channel(flow / mean));
      case 'river-upstream': {
        const share = river.upstreamM3PerHour / river.meanM3PerHour;
        return truthOf(river.upstream, river.upstreamM3PerHour, DEPTH.river * channel(share));
      }
      case 'river-downstream': {
        const share = river.downstreamM3PerHour / river.meanM3PerHour;
        return truthOf(river.reach.water, river.downstreamM3PerHour, DEPTH.river * channel(share));
      }
    }
  }
}

function coagulate(raw: Water, primary: Water): void {
  for (let i = 0; i < primary.length; i++) primary[i] = (PRIMARY[i] ?? 1) * (raw[i] ?? 0);
}

/** Depth in a wide open channel grows with the flow to the power 3/5 (Manning). */
function channel(flowRatio: number): number {
  return flowRatio ** 0.6;
}

function inRange(name: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) {
    throw new RangeError(`${name} is ${value}, expected ${min} to ${max}`);
  }
}
