import { InvalidInputError } from '@banyu/contracts';
import type { RawPoint, RawSeries } from './query.ts';

/** Fewer points could not hold a minimum and a maximum. */
const MIN_POINTS = 2;

/** How many slices, two points each, `maxPoints` allows. Throws InvalidInputError below two points. */
export function sliceCount(maxPoints: number): number {
  if (!(maxPoints >= MIN_POINTS)) {
    throw new InvalidInputError(`maxPoints is ${maxPoints}, at least ${MIN_POINTS} are needed`, {
      field: 'maxPoints',
    });
  }
  return Math.floor(maxPoints / 2);
}

/** Which of `slices` equal slices of [first, last] holds `t`. */
export function sliceOf(t: number, first: number, last: number, slices: number): number {
  return Math.min(slices - 1, Math.floor(((t - first) * slices) / (last - first + 1)));
}

/**
 * Thins points (ascending in t) to at most `maxPoints`: time is cut into equal slices, and of each slice the
 * earliest minimum and the earliest maximum stay. A slice without any value keeps its first point, so that a gap stays visible.
 */
export function downsample(points: readonly RawPoint[], maxPoints: number): RawSeries {
  const slices = sliceCount(maxPoints);
  if (points.length <= maxPoints) return { points, downsampled: false };
  const first = points[0]?.t ?? 0;
  const last = points.at(-1)?.t ?? 0;
  const kept: RawPoint[] = [];
  for (let i = 0; i < points.length; ) {
    let min = points[i] as RawPoint;
    let max = min;
    const slice = sliceOf(min.t, first, last, slices);
    for (; i < points.length; i++) {
      const point = points[i] as RawPoint;
      if (sliceOf(point.t, first, last, slices) !== slice) break;
      if (point.value < min.value || (Number.isNaN(min.value) && !Number.isNaN(point.value))) min = point;
      if (point.value > max.value || (Number.isNaN(max.value) && !Number.isNaN(point.value))) max = point;
    }
    if (min === max) kept.push(min);
    else if (min.t < max.t) kept.push(min, max);
    else kept.push(max, min);
  }
  return { points: kept, downsampled: true };
}
