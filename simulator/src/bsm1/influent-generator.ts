import { BSM1_PARAMETERS } from '../asm1/parameters.ts';
import { SALK, SI, SND, SNH, SS, STATES, TSS_PER_COD, XBH, XI, XND, XS } from '../asm1/state.ts';
import { smoothNoise } from '../random.ts';
import { householdDischarge } from './influent-households.ts';
import { industryDischarge } from './influent-industry.ts';
import { Rain, type RainClimate } from './influent-rain.ts';
import { evenSeries, type InfluentSeries } from './influent-series.ts';
import { FirstFlush, Sewer } from './influent-sewer.ts';

export interface GeneratedInfluentOptions {
  /** Whole number; the same seed is the same influent. */
  readonly seed: number;
  readonly days: number;
  /** Where the series begins: days since a Monday's midnight at the turn of the year, a whole number. */
  readonly startDay?: number;
  readonly people?: number;
  readonly litresADay?: number;
  /** m³ on a weekday. */
  readonly industryFlow?: number;
  /** m³/d of groundwater that enters the sewers, on the year's average. */
  readonly infiltrationFlow?: number;
  /** Without it there is no rain. */
  readonly rain?: RainClimate;
  /** m³ that a mm of rain brings. */
  readonly catchmentM3PerMm?: number;
  /** More of them make a smoother signal. */
  readonly sewerTanks?: number;
  readonly climate?: keyof typeof CLIMATES;
  /** Days on which industry rests and some people are away: first and last of each holiday, counted as startDay. */
  readonly holidays?: readonly (readonly [first: number, last: number])[];
}

/** °C: mean, swing over the year and the day, and what rain takes away. The tropical figures are assumptions. */
const CLIMATES = {
  temperate: { mean: 15, year: 5, day: 0.5, rain: 1 },
  tropical: { mean: 28, year: 1.5, day: 1, rain: 1.5 },
} as const;

const ROWS = 96;
/** Sewer and deposits take this many steps a row. */
const STEPS = 15;
const STEP_DAYS = 1 / (ROWS * STEPS);
/** Until deposits and groundwater have forgotten where they began. */
const WARM_UP_DAYS = 14;

/** Shares of particulate COD, g/m³ of SI in all water but rain, mol/m³ of SALK, share of SND in organic N. */
const SHARE = { xi: 0.18, xbh: 0.1, snd: 0.25 } as const;
const INERT = 30;
const ALKALINITY = 7;

const HOLIDAY = { people: 0.8, industry: 0.25 } as const;
const YEAR_DAYS = 364;
const INFILTRATION_SWING = 1_200 / 7_100;
const RAIN_TO_SEWER = 0.75;
/** Groundwater and what seeps of the rain reach the sewers over this time. */
const SOIL_DAYS = 4;
/** The water cools with the share of rain in it, over this time. */
const COOLING_DAYS = 0.1;

/** What goes through the sewer with the water. */
const LOADS = [SI, SS, XI, XS, XBH, SNH, SND, XND] as const;

/** Deviation and time between its knots, d, of what makes no day like another. */
const NOISES = {
  households: { deviation: 0.06, days: 0.05 },
  industry: { deviation: 0.1, days: 0.1 },
  soluble: { deviation: 0.1, days: 0.08 },
  particulate: { deviation: 0.12, days: 0.08 },
  inert: { deviation: 0.08, days: 0.5 },
} as const;
const NOISE_NAMES = Object.keys(NOISES);
const FIRST_CHANNEL = 20;
const DAY_MS = 86_400_000;

/**
 * A phenomenological influent (Gernaey et al. 2011): households, industry, infiltration and rain, solids that settle
 * in the sewer and are flushed out, and the sewer's own delay. 15-minute rows; deterministic for its options.
 */
export function generateInfluent(options: GeneratedInfluentOptions): InfluentSeries {
  const { days, startDay = 0 } = options;
  const series = evenSeries(days, ROWS);
  const catchment = new Catchment(options);
  const climate = CLIMATES[options.climate ?? 'tropical'];
  for (let row = -WARM_UP_DAYS * ROWS; row < series.flow.length; row++) {
    const day = startDay + row / ROWS;
    catchment.step(day, row % (ROWS / 24) === 0);
    if (row < 0) continue;
    series.flow[row] = catchment.flow;
    LOADS.forEach((state, load) => {
      series.states[row * STATES + state] = catchment.loads[load]! / catchment.flow;
    });
    series.states[row * STATES + SALK] = ALKALINITY;
    series.temperature[row] =
      climate.mean +
      climate.year * Math.sin((2 * Math.PI * day) / YEAR_DAYS) -
      climate.day * Math.cos(2 * Math.PI * (day - 8 / 24)) -
      climate.rain * catchment.rainShare;
  }
  return series;
}

/** People, industry, soil and sewers above the plant. */
class Catchment {
  /** What leaves the sewers, on average over the last row: m³/d, and loads a day in the order of LOADS. */
  flow = 0;
  readonly loads = new Float64Array(LOADS.length);
  /** Share of rain in the water, slowly. */
  rainShare = 0;
  readonly #options: GeneratedInfluentOptions;
  readonly #rain: Rain | undefined;
  readonly #sewer: Sewer;
  readonly #firstFlush: FirstFlush;
  readonly #arriving = new Float64Array(LOADS.length);
  readonly #people: number;
  readonly #litresADay: number;
  readonly #industryFlow: number;
  readonly #infiltrationFlow: number;
  #soilM3: number;
  #rainMm = 0;

  constructor(options: GeneratedInfluentOptions) {
    this.#options = options;
    this.#people = options.people ?? 80_000;
    this.#litresADay = options.litresADay ?? 150;
    this.#industryFlow = options.industryFlow ?? 2_500;
    this.#infiltrationFlow = options.infiltrationFlow ?? 7_100;
    const meanFlow = (this.#people * this.#litresADay) / 1_000 + this.#industryFlow + this.#infiltrationFlow;
    this.#rain = options.rain === undefined ? undefined : new Rain(options.seed, options.rain);
    this.#sewer = new Sewer(options.sewerTanks ?? 4, LOADS.length, meanFlow);
    this.#firstFlush = new FirstFlush(meanFlow);
    this.#soilM3 = this.#infiltrationFlow * SOIL_DAYS;
  }

  /** Moves on by one row. */
  step(day: number, hourBegins: boolean): void {
    if (hourBegins) this.#rainMm = this.#rain?.nextHour() ?? 0;
    const rainFlow = 24 * this.#rainMm * (this.#options.catchmentM3PerMm ?? 1_500);
    const { flow, particulateCod } = this.#collect(day, rainFlow);
    const arriving = this.#arriving;
    const sewer = this.#sewer;
    const xi = SHARE.xi * this.#noise('inert', day);
    this.flow = 0;
    this.loads.fill(0);
    for (let step = 0; step < STEPS; step++) {
      const kg = this.#firstFlush.step((TSS_PER_COD * particulateCod) / 1_000, flow, STEP_DAYS);
      const particulate = (1_000 * kg) / TSS_PER_COD;
      arriving[LOADS.indexOf(XI)] = xi * particulate;
      arriving[LOADS.indexOf(XS)] = (1 - SHARE.xbh - xi) * particulate;
      arriving[LOADS.indexOf(XBH)] = SHARE.xbh * particulate;
      sewer.step(flow, arriving, STEP_DAYS);
      this.flow += sewer.flow / STEPS;
      for (let load = 0; load < LOADS.length; load++) this.loads[load]! += sewer.loads[load]! / STEPS;
    }
    this.rainShare += ((RAIN_TO_SEWER * rainFlow) / flow - this.rainShare) / (COOLING_DAYS * ROWS);
  }

  /** What enters the sewers at a time: sets the dissolved loads and nitrogen, gives flow and particulate COD, g/d. */
  #collect(day: number, rainFlow: number): { readonly flow: number; readonly particulateCod: number } {
    const holiday = (this.#options.holidays ?? []).some(([first, last]) => day >= first && day < last + 1);
    const homes = householdDischarge(this.#people * (holiday ? HOLIDAY.people : 1), this.#litresADay, day);
    const works = industryDischarge(this.#industryFlow * (holiday ? HOLIDAY.industry : 1), day);
    const sewage =
      homes.flow * this.#noise('households', day) +
      works.flow * this.#noise('industry', day) +
      this.#seep(day, rainFlow);
    const soluble = this.#noise('soluble', day);
    const solids = this.#noise('particulate', day);
    const particulateCod = solids * (homes.particulateCod + works.particulateCod);
    const organicNitrogen = solids * (homes.organicNitrogen + works.organicNitrogen);
    const outsideBiomass = Math.max(0, organicNitrogen - BSM1_PARAMETERS.ixb * SHARE.xbh * particulateCod);
    const inert = INERT * sewage;
    const arriving = this.#arriving;
    arriving[LOADS.indexOf(SI)] = inert;
    arriving[LOADS.indexOf(SS)] = Math.max(0, soluble * (homes.solubleCod + works.solubleCod) - inert);
    arriving[LOADS.indexOf(SNH)] = soluble * (homes.ammonia + works.ammonia);
    arriving[LOADS.indexOf(SND)] = SHARE.snd * outsideBiomass;
    arriving[LOADS.indexOf(XND)] = (1 - SHARE.snd) * outsideBiomass;
    return { flow: sewage + RAIN_TO_SEWER * rainFlow, particulateCod };
  }

  /** m³/d out of the soil, which holds groundwater and part of the rain. */
  #seep(day: number, rainFlow: number): number {
    const groundwater =
      this.#infiltrationFlow * (1 + INFILTRATION_SWING * Math.sin((2 * Math.PI * day) / YEAR_DAYS));
    const out = this.#soilM3 / SOIL_DAYS;
    this.#soilM3 += (groundwater + (1 - RAIN_TO_SEWER) * rainFlow - out) / ROWS;
    return out;
  }

  #noise(name: keyof typeof NOISES, day: number): number {
    const { deviation, days } = NOISES[name];
    const channel = FIRST_CHANNEL + NOISE_NAMES.indexOf(name);
    return 1 + deviation * smoothNoise(this.#options.seed, channel, day * DAY_MS, days * DAY_MS);
  }
}
