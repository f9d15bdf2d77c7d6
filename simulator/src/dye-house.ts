import { FRIDAY, SUNDAY, weekday } from './local-time.ts';
import { createRandom } from './random.ts';
import { diluted } from './tap-water.ts';
import { type Analysis, type Water, waterOf } from './water.ts';

/** A vat that is let go: hours of the local day. */
export interface Discharge {
  readonly beginHour: number;
  readonly endHour: number;
  /** Share of the dye houses' mean daily discharge volume that this one brings. */
  readonly share: number;
  readonly water: Water;
}

const DISCHARGES_PER_DAY = 6;

/** Doors of a discharge open and close over this time. */
const RAMP_HOURS = 1 / 6;

/**
 * Baths of a batik workshop. COD, BOD, colour and solids within what Felaza and Priadi (2016) and others report;
 * pH, salt and temperature of the baths are assumptions, as model.md says.
 */
const BATH: Analysis = {
  temperature: 36,
  codBiodegradable: 900,
  codInert: 500,
  tss: 380,
  nh3n: 9,
  organicNitrogen: 14,
  no3n: 1,
  totalPhosphorus: 3,
  inorganicCarbon: 5,
  ph: 9,
  dissolvedOxygen: 0.5,
  conductivity: 3500,
  colour: 1500,
  sulfide: 0.4,
  phenol: 0.3,
  chromium: 0.1,
  oilAndGrease: 12,
};

const BATHS: readonly Water[] = [
  // Naphthol: caustic.
  waterOf({
    ...BATH,
    ph: 10.3,
    inorganicCarbon: 9,
    codBiodegradable: 1500,
    codInert: 800,
    colour: 2200,
    phenol: 0.9,
  }),
  // Reactive dye: soda ash and salt.
  waterOf({ ...BATH, ph: 9.8, inorganicCarbon: 12, conductivity: 7000, colour: 2600 }),
  // Indigosol: developed in acid and nitrite.
  waterOf({ ...BATH, ph: 3.6, inorganicCarbon: 1, no3n: 12, colour: 900, chromium: 0.3 }),
  // Lorodan: the wax is boiled out with soda.
  waterOf({
    ...BATH,
    ph: 9.6,
    temperature: 55,
    codBiodegradable: 1800,
    tss: 800,
    colour: 700,
    oilAndGrease: 60,
  }),
];

/** The wash water that runs while the workshops are open. */
export const RINSE: Water = waterOf({
  ...BATH,
  temperature: 30,
  codBiodegradable: 330,
  codInert: 110,
  tss: 160,
  ph: 8,
  conductivity: 1300,
  colour: 420,
});

/** Part of the rinse flow that runs at this hour, 0 to 1: 07:30 to 16:30, a quarter of it on Sundays. */
export function rinsing(day: number, hour: number): number {
  if (hour < 7.5 || hour > 16.5 || isFridayNoon(day, hour)) return 0;
  return openness(day);
}

/** The discharges of a local day; the same for the same seed and day. */
export function dischargesOf(seed: number, day: number): readonly Discharge[] {
  const random = createRandom(seed, day, 1);
  const count = Math.round(DISCHARGES_PER_DAY * openness(day) * (0.75 + 0.5 * random()));
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
  if (isFridayNoon(day, hour)) return 0;
  const opening = (hour - discharge.beginHour) / RAMP_HOURS;
  const closing = (discharge.endHour - hour) / RAMP_HOURS;
  return Math.max(0, Math.min(1, opening, closing));
}

function openness(day: number): number {
  return weekday(day) === SUNDAY ? 0.25 : 1;
}

/** The Friday prayer. */
function isFridayNoon(day: number, hour: number): boolean {
  return weekday(day) === FRIDAY && hour >= 11.25 && hour < 13;
}
