import { atHour, hourOf, normalized, weekdayOf } from './influent-hourly.ts';

/** Water and what it carries: flow m³/d, loads g/d. */
export interface Discharge {
  readonly flow: number;
  readonly solubleCod: number;
  readonly particulateCod: number;
  readonly ammonia: number;
  readonly organicNitrogen: number;
}

/** Households by the hour (Gernaey et al. 2011, BSM2 case); the loads' tables are drawn from its description. */
const FLOW = normalized([
  0.48, 0.32, 0.32, 0.16, 0.16, 0.16, 1.44, 2.08, 2.88, 1.44, 0.96, 0.8, 0.8, 0.8, 0.8, 0.96, 1.28, 1.76,
  1.92, 1.44, 1.12, 0.8, 0.64, 0.48,
]);
/** Soluble COD and ammonia: five times the mean in the morning, a smaller peak in the evening. */
const SOLUBLE = normalized([
  0.2, 0.15, 0.15, 0.1, 0.1, 0.3, 1.6, 5, 3.4, 1.3, 0.6, 0.5, 0.5, 0.5, 0.5, 0.6, 0.9, 1.8, 2.5, 1.4, 0.7,
  0.5, 0.4, 0.3,
]);
/** Particulates an hour later. */
const PARTICULATE = normalized([
  0.3, 0.2, 0.15, 0.15, 0.1, 0.1, 0.3, 1.6, 4.5, 3.4, 1.3, 0.7, 0.6, 0.6, 0.6, 0.6, 0.7, 1, 1.9, 2.5, 1.4,
  0.7, 0.5, 0.4,
]);
/** Monday first. */
const WEEK_FLOW = [1, 1, 1, 1, 1, 0.92, 0.88] as const;
const WEEK_LOAD = [1, 1, 1, 1, 1, 0.88, 0.84] as const;

/** g a person a day. */
const SOLUBLE_COD = 19.3;
const PARTICULATE_COD = 115.1;
const AMMONIA = 5.86;
const ORGANIC_NITROGEN = 12.1 - AMMONIA;

/** What so many people let into the sewer at a time, days since a Monday's midnight. */
export function householdDischarge(people: number, litresADay: number, day: number): Discharge {
  const hour = hourOf(day);
  const weekday = weekdayOf(day);
  const soluble = people * WEEK_LOAD[weekday]! * atHour(SOLUBLE, hour);
  const particulate = people * WEEK_LOAD[weekday]! * atHour(PARTICULATE, hour);
  return {
    flow: ((people * litresADay) / 1_000) * WEEK_FLOW[weekday]! * atHour(FLOW, hour),
    solubleCod: SOLUBLE_COD * soluble,
    particulateCod: PARTICULATE_COD * particulate,
    ammonia: AMMONIA * soluble,
    organicNitrogen: ORGANIC_NITROGEN * particulate,
  };
}
