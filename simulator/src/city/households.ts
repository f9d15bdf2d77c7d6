import { atHour, normalized } from '../bsm1/influent-hourly.ts';
import { SEWAGE, waterOf } from './analysis.ts';
import { SATURDAY, SUNDAY, weekday } from './local-time.ts';
import type { Water } from './water.ts';

/** Flow by local hour: asleep, bathing before and after the dawn prayer, noon, dusk. An assumption. */
const HOURLY = normalized([
  0.45, 0.35, 0.3, 0.3, 0.5, 1.1, 1.8, 1.9, 1.5, 1.2, 1.05, 1, 1, 0.95, 0.9, 1, 1.3, 1.6, 1.5, 1.3, 1.1, 0.9,
  0.55, 0.45,
]);

/** People wash on their free days. An assumption. */
const SATURDAY_SHARE = 1.04;
const SUNDAY_SHARE = 1.08;

/** Times the mean flow at an hour of a local day. */
export function householdFlow(day: number, hour: number): number {
  const free = weekday(day) === SUNDAY ? SUNDAY_SHARE : weekday(day) === SATURDAY ? SATURDAY_SHARE : 1;
  return free * atHour(HOURLY, hour);
}

/**
 * Sewage at its strongest; with the tap water that thins it, of medium strength (Metcalf and Eddy, untreated domestic
 * wastewater).
 */
export const STRONG_SEWAGE: Water = waterOf(
  {
    temperature: 28.5,
    cod: 560,
    bod: 290,
    tss: 270,
    nh3n: 34,
    organicNitrogen: 19,
    no3n: 0.2,
    totalPhosphorus: 8,
    inorganicCarbon: 8,
    ph: 7.1,
    dissolvedOxygen: 0.4,
    conductivity: 1_050,
    colour: 80,
    sulfide: 0.8,
    phenol: 0.02,
    chromium: 0.005,
    oilAndGrease: 28,
  },
  SEWAGE,
);

/** Share of strong sewage in what the households let go, by their flow over its mean; the rest is tap water. */
export function sewageStrength(flow: number): number {
  return 0.66 + 0.12 * flow;
}
