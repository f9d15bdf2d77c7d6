import { createRandom } from '../random.ts';
import { type Analysis, DYE_HOUSE, waterOf } from './analysis.ts';
import { FRIDAY, SUNDAY, weekday } from './local-time.ts';
import { diluted } from './tap-water.ts';
import type { Water } from './water.ts';

/** A vat that is let go: hours of the local day. */
export interface Discharge {
  readonly beginHour: number;
  readonly endHour: number;
  /** Share of the workshops' mean daily discharge volume that this one brings. */
  readonly share: number;
  readonly water: Water;
}

const DISCHARGES_PER_DAY = 6;

/** Doors of a discharge open and close over this time. */
const RAMP_HOURS = 1 / 6;

/** Hours in which rinse water runs, and how many they are. */
const RINSE_FROM = 7.5;
const RINSE_TO = 16.5;
export const RINSE_HOURS = RINSE_TO - RINSE_FROM;

/** The Friday prayer. */
const PRAYER_FROM = 11.25;
const PRAYER_TO = 13;

/** What a Sunday is, of a working day. */
const SUNDAY_SHARE = 0.25;

/**
 * Baths of batik workshops and dye houses as they are let go, thinned by first rinses. What is reported and what is
 * assumed of them stands in model.md.
 */
const BATH: Analysis = {
  temperature: 36,
  cod: 1_500,
  bod: 620,
  tss: 420,
  nh3n: 8,
  organicNitrogen: 14,
  no3n: 1,
  totalPhosphorus: 3,
  inorganicCarbon: 6,
  ph: 9,
  dissolvedOxygen: 0.5,
  conductivity: 3_500,
  colour: 1_500,
  sulfide: 1.5,
  phenol: 0.5,
  chromium: 1.2,
  oilAndGrease: 12,
};

const BATHS: readonly Water[] = [
  // Naphthol: caustic.
  { ...BATH, ph: 10.8, inorganicCarbon: 9, cod: 2_600, bod: 950, colour: 2_200, phenol: 1.6 },
  // Reactive dye: soda ash and salt.
  { ...BATH, ph: 10.2, inorganicCarbon: 12, conductivity: 7_500, colour: 2_600 },
  // Indigosol: developed in acid and nitrite, which is counted as nitrate; mordants with chromium.
  { ...BATH, ph: 3.2, inorganicCarbon: 1, no3n: 12, colour: 900, chromium: 3 },
  // Lorodan: the wax is boiled out with soda.
  { ...BATH, ph: 9.8, temperature: 55, cod: 2_600, bod: 1_200, tss: 900, colour: 700, oilAndGrease: 90 },
].map((analysis) => waterOf(analysis, DYE_HOUSE));

/** The wash water that runs while the workshops are open. */
export const RINSE: Water = waterOf(
  {
    ...BATH,
    temperature: 30,
    cod: 520,
    bod: 220,
    tss: 170,
    ph: 8,
    inorganicCarbon: 5,
    conductivity: 1_300,
    colour: 420,
    sulfide: 0.5,
    phenol: 0.12,
    chromium: 0.5,
  },
  DYE_HOUSE,
);

/** Part of the rinse flow that runs at this hour, 0 to 1, where `business` (1) is that of an ordinary day. */
export function rinsing(day: number, hour: number, business: number): number {
  if (hour < RINSE_FROM || hour > RINSE_TO || isPrayer(day, hour)) return 0;
  return openness(day) * business;
}

/** The discharges of a local day; the same for the same seed, day and business. */
export function dischargesOf(seed: number, day: number, business: number): readonly Discharge[] {
  const random = createRandom(seed, day, 1);
  const count = Math.round(DISCHARGES_PER_DAY * openness(day) * business * (0.75 + 0.5 * random()));
  return Array.from({ length: count }, () => {
    const beginHour = 8 + 8 * random();
    const endHour = beginHour + 0.5 + 1.5 * random();
    const share = (0.6 + 0.8 * random()) / DISCHARGES_PER_DAY;
    const bath = BATHS[Math.floor(random() * BATHS.length)] ?? RINSE;
    return { beginHour, endHour, share, water: diluted(bath, 0.55 + 0.45 * random()) };
  });
}

/** How far the doors of a discharge stand open at this hour, 0 to 1. */
export function doors(discharge: Discharge, day: number, hour: number): number {
  if (isPrayer(day, hour)) return 0;
  const opening = (hour - discharge.beginHour) / RAMP_HOURS;
  const closing = (discharge.endHour - hour) / RAMP_HOURS;
  return Math.max(0, Math.min(1, opening, closing));
}

function openness(day: number): number {
  return weekday(day) === SUNDAY ? SUNDAY_SHARE : 1;
}

function isPrayer(day: number, hour: number): boolean {
  return weekday(day) === FRIDAY && hour >= PRAYER_FROM && hour < PRAYER_TO;
}
