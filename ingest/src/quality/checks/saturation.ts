import { FLAG } from '@banyu/contracts';
import type { SeriesPoints } from '../series/series-points.ts';

export interface SaturationLimits {
  /** The ends of the range as the sensor reports them; NaN where an end may be reached. */
  readonly low: number;
  readonly high: number;
  /** So many in a row at the same end are 3. */
  readonly readings: number;
}

/** Whether a value stays at the very end of the instrument's range: 3 for the last of `readings` in a row, and after. */
export function saturation(
  { x, begin }: SeriesPoints,
  from: number,
  to: number,
  { low, high, readings }: SaturationLimits,
  verdict: Uint8Array,
): void {
  for (let i = from; i < to; i += 1) {
    const value = x[i] as number;
    if (Number.isNaN(value)) {
      verdict[i - from] = FLAG.missing;
    } else if (value !== low && value !== high) {
      verdict[i - from] = FLAG.pass;
    } else {
      let first = i;
      while (first > begin && i - first < readings && x[first - 1] === value) first -= 1;
      verdict[i - from] = i - first + 1 >= readings ? FLAG.suspect : FLAG.pass;
    }
  }
}
