import type { SensorFault } from '../../src/sensor/fault.ts';
import { Immersion } from '../../src/sensor/immersion.ts';
import type { ProbeOptions } from '../../src/sensor/probe.ts';
import type { ReadingRecord } from '../../src/sensor/station.ts';
import { waterOf } from './water.ts';

/** A whole day of Unix time, so that every interval is aligned to it. */
export const START = 20_500 * 86_400_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A COD probe without noise and with a fine display: what it shows is what the model says. */
export const PLAIN = {
  parameter: 'cod',
  responseClass: 'A',
  range: [0, 1_000],
  noise: { absolute: 0, relative: 0 },
  resolution: 1e-9,
} as const satisfies ProbeOptions;

/** A COD probe in water whose COD is `truth`, which is held from each 10 s step on. */
export function codProbe(
  truth: (sinceStartMs: number) => number,
  options: Partial<Omit<ProbeOptions, 'parameter'>> = {},
  faults: readonly SensorFault[] = [],
  seed = 1,
) {
  const records: ReadingRecord[] = [];
  const { sensor, station } = new Immersion(waterOf(START, { cod: (t) => truth(t - START) })).dip({
    point: 'effluent',
    probes: [{ ...PLAIN, ...options }],
    faults,
    seed,
    recorder: (record) => records.push(record),
  });
  return {
    /** What it shows so long after the start. */
    read: (sinceStartMs: number): number => sensor('cod', START + sinceStartMs) ?? Number.NaN,
    readOrNull: (sinceStartMs: number) => sensor('cod', START + sinceStartMs),
    records,
    station,
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
