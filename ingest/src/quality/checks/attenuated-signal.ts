import { FLAG } from '@banyu/contracts';
import type { SeriesPoints } from '../series/series-points.ts';
import { SignalWindow } from './signal-window.ts';

export interface AttenuationLimits {
  /** Standard deviation with divisor n, or highest less lowest. */
  readonly measure: 'std' | 'range';
  /** The window of a point: times in (t - periodMs, t]. */
  readonly periodMs: number;
  /** Values a window must have, else 2. */
  readonly minimumReadings: number;
  /** Points a window may have, else 2: more come when the series is not sampled as its settings say. */
  readonly maximumReadings: number;
  /** Below is 3; NaN where the level is off. */
  readonly suspect: number;
  /** Below is 4; NaN where the level is off. */
  readonly fail: number;
}

/** Where the window of the last judged point of a series is kept, so that the next one goes on from it. */
export interface WindowPlace {
  window: SignalWindow | undefined;
}

/**
 * QARTOD attenuated signal test (U.S. IOOS manual, test 10) for the points from `from` up to `to`: whether the signal
 * varies too little over the window that ends with the point. Values that are missing are left out of a standard
 * deviation; a range with one missing is 2. `place` must have lost its window when points before `from` are not what
 * they were; it never changes a verdict.
 */
export function attenuatedSignal(
  points: SeriesPoints,
  from: number,
  to: number,
  { measure, periodMs, minimumReadings, maximumReadings, suspect, fail }: AttenuationLimits,
  verdict: Uint8Array,
  place: WindowPlace = { window: undefined },
): void {
  const { t, x, begin } = points;
  let window = place.window;
  if (window === undefined || window.measure !== measure || window.periodMs !== periodMs) {
    window = new SignalWindow(measure, periodMs);
    place.window = window;
  }
  for (let i = from; i < to; i += 1) {
    const oldest = (t[i] as number) - periodMs;
    if (Number.isNaN(x[i])) {
      verdict[i - from] = FLAG.missing;
    } else if (i - maximumReadings >= begin && (t[i - maximumReadings] as number) > oldest) {
      verdict[i - from] = FLAG.notEvaluated;
    } else {
      window.moveTo(points, i);
      verdict[i - from] =
        window.values < minimumReadings || window.isUnknown()
          ? FLAG.notEvaluated
          : window.isBelow(x, fail)
            ? FLAG.fail
            : window.isBelow(x, suspect)
              ? FLAG.suspect
              : FLAG.pass;
    }
  }
}
