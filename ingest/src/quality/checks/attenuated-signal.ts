import { FLAG } from '@banyu/contracts';
import type { SeriesPoints } from '../series/series-points.ts';

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

/**
 * QARTOD attenuated signal test (U.S. IOOS manual, test 10) for the points from `from` up to `to`: whether the signal
 * varies too little over the window that ends with the point. Values that are missing are left out of a standard
 * deviation; a range with one missing is 2.
 */
export function attenuatedSignal(
  points: SeriesPoints,
  from: number,
  to: number,
  limits: AttenuationLimits,
  verdict: Uint8Array,
): void {
  const { t, x } = points;
  const { periodMs, minimumReadings, maximumReadings, suspect, fail } = limits;
  const window = limits.measure === 'std' ? new DeviationWindow(points) : new RangeWindow(points);
  let first = firstAfter(points, (t[from] as number) - periodMs, from);
  window.begin(first, from);
  for (let i = from; i < to; i += 1) {
    const oldest = (t[i] as number) - periodMs;
    window.take(i);
    while ((t[first] as number) <= oldest) window.drop(first++);
    if (Number.isNaN(x[i])) {
      verdict[i - from] = FLAG.missing;
    } else if (window.values < minimumReadings || i - first >= maximumReadings || window.isUnknown()) {
      verdict[i - from] = FLAG.notEvaluated;
    } else if (window.isBelow(fail, first, i)) {
      verdict[i - from] = FLAG.fail;
    } else {
      verdict[i - from] = window.isBelow(suspect, first, i) ? FLAG.suspect : FLAG.pass;
    }
  }
}

/** The first point, up to `end`, whose time is after `after`. */
function firstAfter({ t, begin }: SeriesPoints, after: number, end: number): number {
  let low = begin;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((t[middle] as number) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Updates after which the sums are made afresh, beyond two for each value of the window: making them is one for each, so
 * that a long window is not summed for every point.
 */
const UPDATES_LIMIT = 4_096;

/**
 * Standard deviation over a window that moves. Running sums decide when they are clearly on one side of a threshold,
 * with room for all that rounding can have done to them; else the deviation is computed from the window alone, so
 * that a verdict never depends on how the window came there.
 */
class DeviationWindow {
  values = 0;
  readonly #x: Float64Array;
  /** What is subtracted from all values, so that the sums stay small. */
  #origin = 0;
  #sum = 0;
  #squares = 0;
  #mostSquares = 0;
  #updates = 0;

  constructor({ x }: SeriesPoints) {
    this.#x = x;
  }

  /** The points from `first` up to `to`. */
  begin(first: number, to: number): void {
    this.values = 0;
    this.#clear(0);
    for (let i = first; i < to; i += 1) this.take(i);
  }

  take(i: number): void {
    const value = this.#x[i] as number;
    if (Number.isNaN(value)) return;
    if (this.values === 0) this.#clear(value);
    const off = value - this.#origin;
    this.values += 1;
    this.#sum += off;
    this.#squares += off * off;
    if (this.#squares > this.#mostSquares) this.#mostSquares = this.#squares;
    this.#updates += 1;
  }

  drop(i: number): void {
    const value = this.#x[i] as number;
    if (Number.isNaN(value)) return;
    const off = value - this.#origin;
    this.values -= 1;
    this.#sum -= off;
    this.#squares -= off * off;
    this.#updates += 1;
  }

  #clear(origin: number): void {
    this.#origin = origin;
    this.#sum = 0;
    this.#squares = 0;
    this.#mostSquares = 0;
    this.#updates = 0;
  }

  isUnknown(): boolean {
    return false;
  }

  isBelow(threshold: number, first: number, last: number): boolean {
    if (Number.isNaN(threshold)) return false;
    if (this.#updates > UPDATES_LIMIT + 2 * this.values) this.begin(first, last + 1);
    const mean = this.#sum / this.values;
    const variance = this.#squares / this.values - mean * mean;
    const doubt = 8 * (this.#updates + 8) * Number.EPSILON * (this.#mostSquares / this.values);
    const limit = threshold * threshold;
    if (variance - doubt > limit * (1 + 1e-9)) return false;
    if (variance + doubt < limit * (1 - 1e-9)) return true;
    return this.#deviation(first, last) < threshold;
  }

  /** From the window alone, in two passes. */
  #deviation(first: number, last: number): number {
    const x = this.#x;
    let sum = 0;
    let values = 0;
    for (let i = first; i <= last; i += 1) {
      const value = x[i] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      values += 1;
    }
    const mean = sum / values;
    let squares = 0;
    for (let i = first; i <= last; i += 1) {
      const off = (x[i] as number) - mean;
      if (!Number.isNaN(off)) squares += off * off;
    }
    return Math.sqrt(squares / values);
  }
}

/** Highest less lowest over a window that moves. */
class RangeWindow {
  values = 0;
  #missing = 0;
  readonly #x: Float64Array;

  constructor({ x }: SeriesPoints) {
    this.#x = x;
  }

  begin(first: number, to: number): void {
    for (let i = first; i < to; i += 1) this.take(i);
  }

  take(i: number): void {
    if (Number.isNaN(this.#x[i])) this.#missing += 1;
    else this.values += 1;
  }

  drop(i: number): void {
    if (Number.isNaN(this.#x[i])) this.#missing -= 1;
    else this.values -= 1;
  }

  isUnknown(): boolean {
    return this.#missing > 0;
  }

  /** Looks back from the newest point until the range is reached, which most often is soon. */
  isBelow(threshold: number, first: number, last: number): boolean {
    if (Number.isNaN(threshold)) return false;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = last; i >= first; i -= 1) {
      const value = this.#x[i] as number;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
      if (highest - lowest >= threshold) return false;
    }
    return true;
  }
}
