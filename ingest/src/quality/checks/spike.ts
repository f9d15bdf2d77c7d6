import { FLAG } from '@banyu/contracts';
import type { SeriesPoints } from '../series/series-points.ts';

/** Thresholds in the unit of the values; Infinity where a level is off. */
export interface SpikeLimits {
  readonly method: 'average' | 'differential';
  readonly suspect: number;
  readonly fail: number;
}

/**
 * QARTOD spike test (U.S. IOOS manual, test 6) for the points from `from` up to `to`. `average`: how far a value lies from
 * the mean of both neighbours; `differential`: the smaller of two steps that turn back. Time plays no part. A
 * neighbour that is missing, or not there yet, leaves 2: the newest point is settled when the next one comes.
 */
export function spike(
  { x, begin, end }: SeriesPoints,
  from: number,
  to: number,
  { method, suspect, fail }: SpikeLimits,
  verdict: Uint8Array,
): void {
  const isAverage = method === 'average';
  for (let i = from; i < to; i += 1) {
    const value = x[i] as number;
    if (Number.isNaN(value)) {
      verdict[i - from] = FLAG.missing;
      continue;
    }
    const before = i === begin ? Number.NaN : (x[i - 1] as number);
    const after = i + 1 >= end ? Number.NaN : (x[i + 1] as number);
    let height: number;
    if (isAverage) {
      height = Math.abs(value - (before + after) / 2);
    } else {
      const rise = value - before;
      const fall = after - value;
      height =
        rise * fall < 0
          ? Math.min(Math.abs(rise), Math.abs(fall))
          : Number.isNaN(rise + fall)
            ? Number.NaN
            : 0;
    }
    verdict[i - from] =
      height > fail
        ? FLAG.fail
        : height > suspect
          ? FLAG.suspect
          : Number.isNaN(height)
            ? FLAG.notEvaluated
            : FLAG.pass;
  }
}
