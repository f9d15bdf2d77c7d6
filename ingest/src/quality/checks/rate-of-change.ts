import { FLAG } from '@banyu/contracts';
import type { SeriesPoints } from '../series/series-points.ts';

/** Thresholds in units per second; Infinity where a level is off. */
export interface RateLimits {
  readonly suspect: number;
  readonly fail: number;
  /** A shorter step counts as one of this length, ms; 0 for the real step. */
  readonly minimumStepMs: number;
}

/**
 * QARTOD rate of change test (U.S. IOOS manual, test 7) for the points from `from` up to `to`: the step from the point
 * before, by its real length in time. The first point, and one whose predecessor is missing, pass: there is nothing
 * to compare across a gap. Two points of one time have no rate: 2.
 */
export function rateOfChange(
  { t, x, begin }: SeriesPoints,
  from: number,
  to: number,
  { suspect, fail, minimumStepMs }: RateLimits,
  verdict: Uint8Array,
): void {
  for (let i = from; i < to; i += 1) {
    const value = x[i] as number;
    if (Number.isNaN(value)) {
      verdict[i - from] = FLAG.missing;
      continue;
    }
    if (i === begin) {
      verdict[i - from] = FLAG.pass;
      continue;
    }
    const stepMs = (t[i] as number) - (t[i - 1] as number);
    if (stepMs === 0) {
      verdict[i - from] = FLAG.notEvaluated;
      continue;
    }
    // NaN, of a missing predecessor, is above nothing.
    const rate = Math.abs((value - (x[i - 1] as number)) / (Math.max(stepMs, minimumStepMs) / 1_000));
    verdict[i - from] = rate > fail ? FLAG.fail : rate > suspect ? FLAG.suspect : FLAG.pass;
  }
}
