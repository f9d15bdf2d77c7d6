import type { SpanReadings } from '@banyu/store';
import { isOwnGood } from './plant-marks.ts';

export const HOUR_MS = 3_600_000;

/** By hour, counted from a beginning: the mean of its good readings, or nothing when there are too few. */
export type HourlyMeans = ReadonlyMap<number, number>;

/** An hour with less than this share of the readings that the interval lets expect says nothing. */
const ENOUGH = 0.5;

/** The hours of a series; `begin` in Unix ms is where hour 0 begins. Earlier hours are negative. */
export function hourlyMeans(
  { length, t, value, flag, tests }: SpanReadings,
  begin: number,
  intervalSeconds: number,
): HourlyMeans {
  const enough = Math.max(1, Math.floor((ENOUGH * HOUR_MS) / (intervalSeconds * 1_000)));
  const means = new Map<number, number>();
  for (let row = 0; row < length; ) {
    const hour = Math.floor(((t[row] as number) - begin) / HOUR_MS);
    const end = begin + (hour + 1) * HOUR_MS;
    let sum = 0;
    let count = 0;
    for (; row < length && (t[row] as number) < end; row += 1) {
      if (!isOwnGood(flag[row] as number, tests[row] as number) || Number.isNaN(value[row])) continue;
      sum += value[row] as number;
      count += 1;
    }
    if (count >= enough) means.set(hour, sum / count);
  }
  return means;
}
