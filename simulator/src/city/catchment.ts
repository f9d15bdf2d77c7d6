import { SALK, SO, XBA, XBH, XI, XND, XP, XS } from '../asm1/state.ts';
import { FirstFlush, Sewer } from '../bsm1/influent-sewer.ts';
import { RUNOFF } from './climate.ts';
import type { Effects } from './effects.ts';
import { type Busyness, type Holiday, HolidayCalendar } from './holiday.ts';
import { householdFlow, STRONG_SEWAGE, sewageStrength } from './households.ts';
import { indonesianHolidays } from './indonesian-holidays.ts';
import { HOUR_MS, localDay, localHour, yearOf } from './local-time.ts';
import { type Noise, noiseAt } from './noise.ts';
import { TAP_WATER } from './tap-water.ts';
import { CARBON, pour, SOLIDS, TEMPERATURE, TOXIN, WATER_SIZE, type Water } from './water.ts';
import { type Discharge, dischargesOf, doors, RINSE, RINSE_HOURS, rinsing } from './workshops.ts';

export interface CatchmentOptions {
  readonly seed: number;
  readonly utcOffsetMs: number;
  readonly meanM3PerHour: number;
  /** Share of the workshops in the mean flow of a working day. */
  readonly workshopShare: number;
  /** In place of Indonesia's. */
  readonly holidays: readonly Holiday[] | undefined;
}

/** Of the workshops' water, what runs as rinse; the rest is let go by the vat. */
const RINSE_SHARE = 0.375;

/**
 * m³ of rain for each mm and m³/h of mean flow that get into sewers that should not take any, at once over this time;
 * a part goes through the soil. Assumptions.
 */
const RAIN_M3_PER_MM = 0.3;
const SURFACE_HOURS = 0.4;
const SOIL_HOURS = 96;
const SOIL_SHARE = 0.25;

/** Share of its oxygen that water still has when it comes out of them. */
const OXYGEN_LEFT = 0.25;

/** Short sewers: some 40 minutes. */
const SEWER_TANKS = 2;

const HOUSEHOLD_FLOW: Noise = { channel: 1, deviation: 0.08, ms: HOUR_MS / 4 };
const HOUSEHOLD_STRENGTH: Noise = { channel: 2, deviation: 0.06, ms: HOUR_MS };
const RINSE_FLOW: Noise = { channel: 3, deviation: 0.1, ms: HOUR_MS / 2 };

const PARTICULATES = [XI, XS, XBH, XBA, XP, XND, SOLIDS] as const;
/** Of a water, what does not grow with its strength: heat, and what makes its pH. */
const NOT_STRENGTH: ReadonlySet<number> = new Set([SALK, CARBON, TEMPERATURE]);

/** Households, workshops, rain, and the sewers that bring it all to the plant. */
export class Catchment {
  /** What arrives: m³/h, and the water. */
  flowM3PerHour = 0;
  readonly water: Water = new Float64Array(WATER_SIZE);
  readonly #options: CatchmentOptions;
  readonly #sewer: Sewer;
  readonly #firstFlush: FirstFlush;
  readonly #calendar = new HolidayCalendar();
  readonly #years = new Set<number>();
  /** Into the sewers, per hour. */
  readonly #loads: Water = new Float64Array(WATER_SIZE);
  #inM3PerHour = 0;
  #surfaceM3 = 0;
  #soilM3 = 0;
  #day = Number.NaN;
  #busyness: Busyness = { workshops: 1, households: 1 };
  #discharges: readonly Discharge[] = [];

  constructor(options: CatchmentOptions) {
    this.#options = options;
    this.#sewer = new Sewer(SEWER_TANKS, WATER_SIZE, 24 * options.meanM3PerHour);
    this.#sewer.fill(TAP_WATER);
    this.#firstFlush = new FirstFlush(24 * options.meanM3PerHour);
    if (options.holidays !== undefined) this.#calendar.add(options.holidays);
  }

  /** Moves on to `tMs`, a step of so many hours; in it the rain is so much. */
  step(hours: number, tMs: number, rainMmPerHour: number, effects: Effects): void {
    this.#turnTo(localDay(tMs, this.#options.utcOffsetMs));
    this.#loads.fill(0);
    this.#inM3PerHour = 0;
    this.#live(tMs, effects.flowFactor);
    if (effects.strengthFactor !== 1) this.#strengthen(effects.strengthFactor);
    this.#rain(hours, rainMmPerHour);
    this.#flush(hours);

    const loads = this.#loads;
    const sewer = this.#sewer;
    for (let i = 0; i < loads.length; i++) loads[i] = 24 * loads[i]!;
    sewer.step(24 * this.#inM3PerHour, loads, hours / 24);
    const flow = sewer.flow / 24 + effects.dumpedM3PerHour;
    this.flowM3PerHour = flow;
    const { water } = this;
    const { dumped } = effects;
    for (let i = 0; i < water.length; i++) water[i] = (sewer.loads[i]! / 24 + dumped[i]!) / flow;
    water[SO] = water[SO]! * OXYGEN_LEFT;
    water[TOXIN] = effects.toxin;
  }

  #turnTo(day: number): void {
    if (day === this.#day) return;
    this.#day = day;
    if (this.#options.holidays === undefined) this.#learnHolidays(day);
    this.#busyness = this.#calendar.on(day);
    this.#discharges = dischargesOf(this.#options.seed, day, this.#busyness.workshops);
  }

  /** Holidays reach over the turn of a year by some days. */
  #learnHolidays(day: number): void {
    for (const year of [yearOf(day - 15), yearOf(day + 15)]) {
      if (this.#years.has(year)) continue;
      this.#years.add(year);
      this.#calendar.add(indonesianHolidays(year));
    }
  }

  /** What people and workshops let go. */
  #live(tMs: number, factor: number): void {
    const { seed, utcOffsetMs, meanM3PerHour, workshopShare } = this.#options;
    const day = this.#day;
    const hour = localHour(tMs, utcOffsetMs);
    const mean = factor * meanM3PerHour;

    const busy = householdFlow(day, hour);
    const people = (1 - workshopShare) * mean * this.#busyness.households * busy;
    const sewage = people * (1 + noiseAt(seed, HOUSEHOLD_FLOW, tMs));
    const strength = sewageStrength(busy) + noiseAt(seed, HOUSEHOLD_STRENGTH, tMs);
    this.#pour(STRONG_SEWAGE, sewage * strength);
    this.#pour(TAP_WATER, sewage * (1 - strength));

    const daily = 24 * workshopShare * mean;
    const rinse = rinsing(day, hour, this.#busyness.workshops) * (1 + noiseAt(seed, RINSE_FLOW, tMs));
    this.#pour(RINSE, (RINSE_SHARE * daily * rinse) / RINSE_HOURS);
    for (const discharge of this.#discharges) {
      const open = doors(discharge, day, hour);
      if (open === 0) continue;
      const hours = discharge.endHour - discharge.beginHour;
      this.#pour(discharge.water, ((1 - RINSE_SHARE) * daily * discharge.share * open) / hours);
    }
  }

  #strengthen(factor: number): void {
    for (let i = 0; i < WATER_SIZE; i++) {
      if (!NOT_STRENGTH.has(i)) this.#loads[i] = this.#loads[i]! * factor;
    }
  }

  #rain(hours: number, mmPerHour: number): void {
    const m3PerHour = mmPerHour * RAIN_M3_PER_MM * this.#options.meanM3PerHour;
    const surface = this.#surfaceM3 / SURFACE_HOURS;
    const soil = this.#soilM3 / SOIL_HOURS;
    this.#surfaceM3 += hours * ((1 - SOIL_SHARE) * m3PerHour - surface);
    this.#soilM3 += hours * (SOIL_SHARE * m3PerHour - soil);
    this.#pour(RUNOFF, surface);
    this.#pour(TAP_WATER, soil);
  }

  /** Solids settle in the sewers, and come along with high flow. */
  #flush(hours: number): void {
    const loads = this.#loads;
    const kgPerDay = (24 * loads[SOLIDS]!) / 1_000;
    if (!(kgPerDay > 0)) return;
    const goesOn = this.#firstFlush.step(kgPerDay, 24 * this.#inM3PerHour, hours / 24) / kgPerDay;
    for (const i of PARTICULATES) loads[i] = loads[i]! * goesOn;
  }

  #pour(water: Water, m3PerHour: number): void {
    pour(this.#loads, water, m3PerHour);
    this.#inM3PerHour += m3PerHour;
  }
}
