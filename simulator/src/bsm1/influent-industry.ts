import { hourOf, weekdayOf } from './influent-hourly.ts';
import type { Discharge } from './influent-households.ts';

/** Flow by blocks of four hours on a weekday's mean, and by the day, Monday first (Gernaey et al. 2011). */
const FLOW = [0.6, 0.95, 1.15, 1.2, 1.15, 0.95] as const;
const WEEK = [1, 1, 1, 1, 1, 0.4, 0.2] as const;
/** Friday afternoon's cleaning. */
const CLEANING = { weekday: 4, fromHour: 12, toHour: 20, flow: 1.6, loads: 2.4 } as const;

/** g/m³ on an ordinary working day: a food industry's strength, an assumption. */
const STRENGTH = { solubleCod: 300, particulateCod: 500, ammonia: 15, organicNitrogen: 12 } as const;

/** What industry that takes `flow` m³ on a weekday lets into the sewer at a time, days since a Monday's midnight. */
export function industryDischarge(flow: number, day: number): Discharge {
  const weekday = weekdayOf(day);
  const hour = hourOf(day);
  const cleaning = weekday === CLEANING.weekday && hour >= CLEANING.fromHour && hour < CLEANING.toHour;
  const ordinary = flow * WEEK[weekday]! * FLOW[Math.floor(hour / 4)]!;
  const loads = ordinary * (cleaning ? CLEANING.loads : 1);
  return {
    flow: ordinary * (cleaning ? CLEANING.flow : 1),
    solubleCod: STRENGTH.solubleCod * loads,
    particulateCod: STRENGTH.particulateCod * loads,
    ammonia: STRENGTH.ammonia * loads,
    organicNitrogen: STRENGTH.organicNitrogen * loads,
  };
}
