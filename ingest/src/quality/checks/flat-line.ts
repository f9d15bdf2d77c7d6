import { FLAG } from '@banyu/contracts';
import type { SeriesPoints } from '../series/series-points.ts';

export interface FlatLineLimits {
  /** Values that differ by less are the same. */
  readonly tolerance: number;
  /** The levels that are on, the worse one first. */
  readonly levels: readonly FlatLineLevel[];
  /** Values at or below this may stay the same; -Infinity: none. */
  readonly notAtOrBelow: number;
  /**
   * Speak only of a window that has 3 values, no gap longer than the time, and that lasts between half and twice the
   * time: else the series is not sampled as its settings say. Off for comparison with ioos_qc, which only counts points.
   */
  readonly guarded: boolean;
}

/** The same value for `timeMs` is `flag`; the window is the point and `steps` points before it. */
export interface FlatLineLevel {
  readonly steps: number;
  readonly timeMs: number;
  readonly flag: number;
}

/** The levels of the test, by the interval of the series; a level that is off is left out. */
export function flatLineLevels(
  suspectSeconds: number | 'off',
  failSeconds: number | 'off',
  intervalSeconds: number,
): FlatLineLevel[] {
  const level = (seconds: number | 'off', flag: number): FlatLineLevel[] =>
    seconds === 'off'
      ? []
      : [{ steps: Math.floor(Math.floor(seconds) / intervalSeconds), timeMs: seconds * 1_000, flag }];
  return [...level(failSeconds, FLAG.fail), ...level(suspectSeconds, FLAG.suspect)];
}

/**
 * QARTOD flat line test (U.S. IOOS manual, test 8) for the points from `from` up to `to`, as ioos_qc has it: 3 or 4 when the
 * values of the last steps, missing ones left out, span less than the tolerance. A series of fewer than 3 points passes.
 */
export function flatLine(
  points: SeriesPoints,
  from: number,
  to: number,
  limits: FlatLineLimits,
  verdict: Uint8Array,
): void {
  const { x, begin, end } = points;
  const { tolerance, levels, notAtOrBelow, guarded } = limits;
  let reach = 0;
  for (const { steps } of levels) reach = Math.max(reach, steps);

  // The run of same values that ends here: it begins at `start`, and may begin earlier than any window does.
  let start = Number.NaN;
  let lowest = 0;
  let highest = 0;
  for (let i = from; i < to; i += 1) {
    const value = x[i] as number;
    if (Number.isNaN(value)) {
      verdict[i - from] = FLAG.missing;
      continue;
    }
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    if (Number.isNaN(start) || !(highest - lowest < tolerance)) {
      lowest = value;
      highest = value;
      start = i;
      const furthest = Math.max(begin, i - reach);
      for (let j = i - 1; j >= furthest; j -= 1) {
        const earlier = x[j] as number;
        if (earlier < lowest) {
          if (!(highest - earlier < tolerance)) break;
          lowest = earlier;
        } else if (earlier > highest) {
          if (!(earlier - lowest < tolerance)) break;
          highest = earlier;
        }
        start = j;
      }
      // A tolerance of 0 is met by nothing, not by one value alone either.
      if (!(highest - lowest < tolerance)) start = i + 1;
    }
    verdict[i - from] = FLAG.pass;
    if (value <= notAtOrBelow || end - begin < 3) continue;
    for (const level of levels) {
      if (!(i - level.steps >= start) || i - level.steps < begin) continue;
      if (guarded && !isSound(points, i, level)) continue;
      verdict[i - from] = level.flag;
      break;
    }
  }
}

/** Whether a window can be believed. */
function isSound({ t, x }: SeriesPoints, i: number, { steps, timeMs }: FlatLineLevel): boolean {
  const first = i - steps;
  const lastsMs = (t[i] as number) - (t[first] as number);
  if (lastsMs < timeMs / 2 || lastsMs > timeMs * 2) return false;
  let later = i;
  let values = 1;
  for (let j = i - 1; j >= first; j -= 1) {
    if (Number.isNaN(x[j])) continue;
    if ((t[later] as number) - (t[j] as number) > timeMs) return false;
    later = j;
    values += 1;
  }
  return values >= 3;
}
