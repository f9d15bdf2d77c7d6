import type { SeriesPoints } from '../series/series-points.ts';
import type { AttenuationLimits } from './attenuated-signal.ts';

/**
 * Updates after which the sums are made afresh, beyond two for each value of the window: making them is one for each, so
 * that a long window is not summed for every point.
 */
const UPDATES_LIMIT = 4_096;

/**
 * The values of a window that moves along a series, and how much they vary. Running sums decide when they are clearly on
 * one side of a threshold, with room for all that rounding can have done to them; else the deviation is computed from
 * the window alone, so that a verdict never depends on how the window came there.
 */
export class SignalWindow {
  readonly measure: AttenuationLimits['measure'];
  readonly periodMs: number;
  /** Values that are not missing. */
  values = 0;
  #missing = 0;
  /** The points from here up to `#next`. */
  #first = 0;
  #next = 0;
  /** What is subtracted from all values, so that the sums stay small. */
  #origin = 0;
  #sum = 0;
  #squares = 0;
  #mostSquares = 0;
  #updates = 0;

  constructor(measure: AttenuationLimits['measure'], periodMs: number) {
    this.measure = measure;
    this.periodMs = periodMs;
  }

  /** To the window that ends with point `i`: point by point, or afresh when there is no way from where it is. */
  moveTo(points: SeriesPoints, i: number): void {
    const { t, x, begin } = points;
    const oldest = (t[i] as number) - this.periodMs;
    const next = this.#next;
    if (i < next || this.#first < begin || next === begin || (t[next - 1] as number) <= oldest) {
      this.#clear();
      this.#first = firstAfter(points, oldest, i);
      this.#next = this.#first;
    }
    while (this.#next <= i) this.#take(x[this.#next++] as number);
    while ((t[this.#first] as number) <= oldest) this.#drop(x[this.#first++] as number);
  }

  /** The same points lie so many places nearer to the front. */
  shift(by: number): void {
    this.#first -= by;
    this.#next -= by;
  }

  /** Whether nothing can be said for want of a value. */
  isUnknown(): boolean {
    return this.measure === 'range' && this.#missing > 0;
  }

  /** Whether the values vary by less than a threshold; never when it is NaN. */
  isBelow(x: Float64Array, threshold: number): boolean {
    if (Number.isNaN(threshold)) return false;
    return this.measure === 'std' ? this.#isDeviationBelow(x, threshold) : this.#isRangeBelow(x, threshold);
  }

  #clear(): void {
    this.values = 0;
    this.#missing = 0;
    this.#clearSums(0);
  }

  #clearSums(origin: number): void {
    this.#origin = origin;
    this.#sum = 0;
    this.#squares = 0;
    this.#mostSquares = 0;
    this.#updates = 0;
  }

  #take(value: number): void {
    if (Number.isNaN(value)) {
      this.#missing += 1;
      return;
    }
    if (this.values === 0) this.#clearSums(value);
    const off = value - this.#origin;
    this.values += 1;
    this.#sum += off;
    this.#squares += off * off;
    if (this.#squares > this.#mostSquares) this.#mostSquares = this.#squares;
    this.#updates += 1;
  }

  #drop(value: number): void {
    if (Number.isNaN(value)) {
      this.#missing -= 1;
      return;
    }
    const off = value - this.#origin;
    this.values -= 1;
    this.#sum -= off;
    this.#squares -= off * off;
    this.#updates += 1;
  }

  #isDeviationBelow(x: Float64Array, threshold: number): boolean {
    if (this.#updates > UPDATES_LIMIT + 2 * this.values) {
      this.#clear();
      for (let i = this.#first; i < this.#next; i += 1) this.#take(x[i] as number);
    }
    const mean = this.#sum / this.values;
    const variance = this.#squares / this.values - mean * mean;
    const doubt = 8 * (this.#updates + 8) * Number.EPSILON * (this.#mostSquares / this.values);
    const limit = threshold * threshold;
    if (variance - doubt > limit * (1 + 1e-9)) return false;
    if (variance + doubt < limit * (1 - 1e-9)) return true;
    return this.#deviation(x) < threshold;
  }

  /** From the window alone, in two passes. */
  #deviation(x: Float64Array): number {
    let sum = 0;
    for (let i = this.#first; i < this.#next; i += 1) {
      const value = x[i] as number;
      if (!Number.isNaN(value)) sum += value;
    }
    const mean = sum / this.values;
    let squares = 0;
    for (let i = this.#first; i < this.#next; i += 1) {
      const off = (x[i] as number) - mean;
      if (!Number.isNaN(off)) squares += off * off;
    }
    return Math.sqrt(squares / this.values);
  }

  /** Looks back from the newest point until the range is reached, which most often is soon. */
  #isRangeBelow(x: Float64Array, threshold: number): boolean {
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = this.#next - 1; i >= this.#first; i -= 1) {
      const value = x[i] as number;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
      if (highest - lowest >= threshold) return false;
    }
    return true;
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
