import { STATES } from '../asm1/state.ts';
import type { Inflow } from './hydraulics.ts';

/** Influent over time: each row holds from its time until the next one's, the last until `endDays`. */
export interface InfluentSeries {
  /** Days, ascending. */
  readonly times: Float64Array;
  readonly endDays: number;
  /** 13 states a row. */
  readonly states: Float64Array;
  /** m³/d. */
  readonly flow: Float64Array;
  /** °C. */
  readonly temperature: Float64Array;
}

/** How long a row holds, d. */
export function rowDays(series: InfluentSeries, row: number): number {
  return (series.times[row + 1] ?? series.endDays) - series.times[row]!;
}

/** Sets an inflow to a row. */
export function setInflow(inflow: Inflow, series: InfluentSeries, row: number): void {
  const at = row * STATES;
  for (let s = 0; s < STATES; s++) inflow.states[s] = series.states[at + s]!;
  inflow.flow = series.flow[row]!;
}

/** The benchmark's average dry weather, by flow (Alex et al. 2008). */
const CONSTANT = [30, 69.5, 51.2, 202.32, 28.17, 0, 0, 0, 0, 31.56, 6.95, 10.59, 7] as const;
const CONSTANT_FLOW = 18_446;
/** What the benchmark's kinetics belong to. */
const CONSTANT_TEMPERATURE = 15;

/** The benchmark's constant influent. */
export function constantInfluent(days: number): InfluentSeries {
  return {
    times: new Float64Array([0]),
    endDays: days,
    states: new Float64Array(CONSTANT),
    flow: new Float64Array([CONSTANT_FLOW]),
    temperature: new Float64Array([CONSTANT_TEMPERATURE]),
  };
}

/** An empty series of rows at equal intervals. */
export function evenSeries(days: number, rowsPerDay: number): InfluentSeries {
  const rows = Math.round(days * rowsPerDay);
  return {
    times: Float64Array.from({ length: rows }, (_, row) => row / rowsPerDay),
    endDays: rows / rowsPerDay,
    states: new Float64Array(rows * STATES),
    flow: new Float64Array(rows),
    temperature: new Float64Array(rows).fill(CONSTANT_TEMPERATURE),
  };
}
