import { type Discharge, dischargesOf, doors, RINSE, rinsing } from './dye-house.ts';
import { HOUR_MS, localDay, localHour } from './local-time.ts';
import { smoothNoise } from './random.ts';
import { TAP_WATER } from './tap-water.ts';
import { WATER_SIZE, type Water, waterOf } from './water.ts';

/** What arrives at the plant. */
export interface Influent {
  flowM3PerHour: number;
  readonly water: Water;
}

export interface InfluentOptions {
  readonly seed: number;
  readonly utcOffsetMs: number;
  readonly flowM3PerDay: number;
}

/** Shares of the mean daily flow. */
const HOUSEHOLDS = 0.6;
const RINSE_SHARE = 0.15;
const DISCHARGE_SHARE = 0.25;

/** Hours a day in which rinse water runs. */
const RINSE_HOURS = 9;

/** Household flow by local hour, as a multiple of its mean: asleep, bathing before dawn prayer, dusk. Mean 1. */
const HOURLY = [
  0.45, 0.35, 0.3, 0.3, 0.5, 1.1, 1.8, 1.9, 1.5, 1.2, 1.05, 1, 1, 0.95, 0.9, 1, 1.3, 1.6, 1.5, 1.3, 1.1, 0.9,
  0.55, 0.45,
] as const;

/** Sewage at its strongest; with what dilutes it, of medium strength (Metcalf and Eddy, untreated domestic wastewater). */
const SEWAGE = waterOf({
  temperature: 28.5,
  codBiodegradable: 340,
  codInert: 50,
  tss: 190,
  nh3n: 24,
  organicNitrogen: 13,
  no3n: 0.2,
  totalPhosphorus: 6,
  inorganicCarbon: 6.5,
  ph: 7.1,
  dissolvedOxygen: 0.4,
  conductivity: 850,
  colour: 70,
  sulfide: 0.8,
  phenol: 0.02,
  chromium: 0.005,
  oilAndGrease: 25,
});

const FLOW_NOISE = 1;
const STRENGTH_NOISE = 2;
const RINSE_NOISE = 3;

/** The influent generator: `influent(tMs)` fills and gives the same object each time. Pure in the instant. */
export function createInfluent(options: InfluentOptions): (tMs: number) => Influent {
  const { seed, utcOffsetMs, flowM3PerDay } = options;
  const result: Influent = { flowM3PerHour: 0, water: new Float64Array(WATER_SIZE) };
  let discharges: readonly Discharge[] = [];
  let dischargesDay = Number.NaN;

  const pour = (water: Water, flowM3PerHour: number): void => {
    for (let i = 0; i < WATER_SIZE; i++) {
      result.water[i] = (result.water[i] ?? 0) + flowM3PerHour * (water[i] ?? 0);
    }
    result.flowM3PerHour += flowM3PerHour;
  };

  return (tMs) => {
    const day = localDay(tMs, utcOffsetMs);
    const hour = localHour(tMs, utcOffsetMs);
    if (day !== dischargesDay) {
      discharges = dischargesOf(seed, day);
      dischargesDay = day;
    }
    result.flowM3PerHour = 0;
    result.water.fill(0);

    const busy = hourly(hour);
    const sewageNoise = smoothNoise(seed, FLOW_NOISE, tMs, HOUR_MS / 4);
    const sewage = (HOUSEHOLDS * flowM3PerDay * busy * (1 + 0.08 * sewageNoise)) / 24;
    const strength = 0.68 + 0.12 * busy + 0.06 * smoothNoise(seed, STRENGTH_NOISE, tMs, HOUR_MS);
    pour(SEWAGE, sewage * strength);
    pour(TAP_WATER, sewage * (1 - strength));

    const rinseNoise = smoothNoise(seed, RINSE_NOISE, tMs, HOUR_MS / 2);
    pour(RINSE, (RINSE_SHARE * flowM3PerDay * rinsing(day, hour) * (1 + 0.1 * rinseNoise)) / RINSE_HOURS);
    for (const discharge of discharges) {
      const open = doors(discharge, day, hour);
      if (open === 0) continue;
      const hours = discharge.endHour - discharge.beginHour;
      pour(discharge.water, (DISCHARGE_SHARE * flowM3PerDay * discharge.share * open) / hours);
    }
    for (let i = 0; i < WATER_SIZE; i++) result.water[i] = (result.water[i] ?? 0) / result.flowM3PerHour;
    return result;
  };
}

function hourly(hour: number): number {
  const begin = Math.floor(hour) % 24;
  const share = hour - Math.floor(hour);
  return (HOURLY[begin] ?? 1) * (1 - share) + (HOURLY[(begin + 1) % 24] ?? 1) * share;
}
