import { SALK, SI, SND, SNH, SS, STATES, XBH, XI, XND, XS } from '../asm1/state.ts';
import { atHour, hourOf, weekdayOf } from './influent-hourly.ts';
import { constantInfluent, evenSeries, type InfluentSeries } from './influent-series.ts';

export const WEATHERS = ['dry', 'rain', 'storm'] as const;
export type Weather = (typeof WEATHERS)[number];

/** Rows a day. */
const ROWS = 96;

/** Factors on the average flow by the hour, and on concentrations: shapes of the benchmark's dry weather. */
const FLOW_WEEKDAY = [
  1.07, 1.02, 0.83, 0.66, 0.62, 0.68, 0.65, 0.66, 0.69, 1.06, 1.51, 1.65, 1.4, 1.3, 1.18, 1.13, 1.02, 0.99,
  1.09, 1.09, 1.21, 1.21, 1.22, 1.23,
] as const;
const FLOW_WEEKEND = [
  0.89, 0.87, 0.74, 0.64, 0.62, 0.65, 0.64, 0.64, 0.66, 0.88, 1.15, 1.24, 1.09, 1.02, 0.96, 0.93, 0.86, 0.84,
  0.91, 0.9, 0.98, 0.98, 0.99, 1,
] as const;
const STRENGTH = [
  0.98, 1.14, 1.13, 0.9, 0.68, 0.66, 0.65, 0.64, 0.68, 1, 1.5, 1.39, 1.06, 0.92, 0.87, 0.84, 0.88, 0.85, 0.92,
  0.94, 1.03, 1.13, 1.12, 1.02,
] as const;
/** Of each day on the mean of its kind, Monday first. */
const DAY_FACTORS = [1.022, 1.021, 0.995, 0.994, 0.968, 0.995, 1.005] as const;
const SATURDAY = 5;

/** How a state's concentration swings: `gain` on STRENGTH's distance from 1, `lateHours` behind it. */
const SWINGS: readonly { readonly state: number; readonly gain: number; readonly lateHours: number }[] = [
  { state: SS, gain: 1.15, lateHours: 0 },
  { state: SNH, gain: 1, lateHours: 0 },
  { state: SND, gain: 1.15, lateHours: 0 },
  { state: XS, gain: 1.1, lateHours: 1.5 },
  { state: XBH, gain: 1.1, lateHours: 1.5 },
  { state: XND, gain: 1.1, lateHours: 1.5 },
  { state: XI, gain: 1.7, lateHours: 1.5 },
];

/** Water of rain and what it carries. Days since the beginning; flows m³/d. */
interface RainEvent {
  readonly fromDay: number;
  readonly toDay: number;
  /** Flow added at its height, or the flow reached, where that is given instead. */
  readonly addedFlow?: number;
  readonly flowReached?: number;
  /** Part of its time in which it swells, and in which it recedes. */
  readonly swell: number;
  /** What the loads of slow and of inert solids are multiplied by on average: the sewers' deposits. */
  readonly flush: { readonly xs: number; readonly xi: number };
}

const EVENTS: Readonly<Record<Weather, readonly RainEvent[]>> = {
  dry: [],
  rain: [{ fromDay: 8.375, toDay: 10.417, addedFlow: 20_000, swell: 0.02, flush: { xs: 1, xi: 1 } }],
  storm: [
    { fromDay: 8.81, toDay: 8.92, flowReached: 60_000, swell: 0.25, flush: { xs: 2.8, xi: 7.3 } },
    { fromDay: 10.92, toDay: 11.53, flowReached: 60_000, swell: 0.45, flush: { xs: 1.06, xi: 1.2 } },
  ],
};

/**
 * Influent of the benchmark's kind, 15-minute rows from a Monday on: our own series with the shape of the published
 * ones (Vanhooren and Nguyen 1996; Alex et al. 2008) and their average flow and concentrations in the dry. Rain of
 * two days; a storm with a first flush, and a second one that finds the sewers clean. Rain dilutes everything but the
 * alkalinity.
 */
export function weatherInfluent(weather: Weather, days = 14): InfluentSeries {
  const series = evenSeries(days, ROWS);
  const average = constantInfluent(1);
  const scale = averageSwings();
  series.flow.forEach((_, row) => {
    const day = series.times[row]!;
    const dryFlow = average.flow[0]! * flowFactor(day) * scale.flow;
    const at = row * STATES;
    series.states[at + SI] = average.states[SI]!;
    SWINGS.forEach(({ state }, i) => {
      series.states[at + state] = average.states[state]! * swing(day, i) * scale.loads[i]!;
    });
    let flow = dryFlow;
    for (const event of EVENTS[weather]) {
      const share = (day - event.fromDay) / (event.toDay - event.fromDay);
      if (share < 0 || share >= 1) continue;
      const added = event.addedFlow ?? Math.max((event.flowReached ?? 0) - dryFlow, 0);
      flow += added * Math.min(1, share / event.swell, (1 - share) / event.swell);
      // Mean 1, most after a third of the event's time.
      const flushed = 12 * share * (1 - share) ** 2;
      series.states[at + XS]! *= 1 + flushed * (event.flush.xs - 1);
      series.states[at + XI]! *= 1 + flushed * (event.flush.xi - 1);
    }
    for (let s = 0; s < STATES; s++) series.states[at + s]! *= dryFlow / flow;
    series.states[at + SALK] = average.states[SALK]!;
    series.flow[row] = flow;
  });
  return series;
}

function flowFactor(day: number): number {
  const weekday = weekdayOf(day);
  const hours = weekday < SATURDAY ? FLOW_WEEKDAY : FLOW_WEEKEND;
  return atHour(hours, hourOf(day)) * DAY_FACTORS[weekday]!;
}

function swing(day: number, place: number): number {
  const { gain, lateHours } = SWINGS[place]!;
  return 1 + gain * (atHour(STRENGTH, hourOf(day) - lateHours) - 1);
}

/** What makes a week's flow and loads the average ones. */
function averageSwings(): { readonly flow: number; readonly loads: readonly number[] } {
  let flow = 0;
  const loads = SWINGS.map(() => 0);
  const rows = 7 * ROWS;
  for (let row = 0; row < rows; row++) {
    const q = flowFactor(row / ROWS);
    flow += q / rows;
    SWINGS.forEach((_, i) => {
      loads[i]! += (q * swing(row / ROWS, i)) / rows;
    });
  }
  return { flow: 1 / flow, loads: loads.map((load) => flow / load) };
}
