import type { Columns } from './columns.ts';

/** A period in figures; null where no reading could be counted. */
export interface TrendFigures {
  readonly low: number | null;
  readonly mean: number | null;
  readonly high: number | null;
  /** Readings, failed and missing ones included. */
  readonly total: number;
  /** Readings with flag 1. */
  readonly good: number;
  /** Estimates, in low, mean and high besides the readings. */
  readonly estimated: number;
}

/** The figures of a trend; failed and missing readings count in `total` only. */
export function figuresOf({ low, high, facts }: Columns): TrendFigures {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  let total = 0;
  let good = 0;
  let estimated = 0;
  for (const [i, fact] of facts.entries()) {
    if (fact === undefined) continue;
    total += fact.total;
    good += fact.good;
    estimated += fact.estimated;
    const { value } = fact;
    if (value === null) continue;
    lowest = Math.min(lowest, low[i] ?? value);
    highest = Math.max(highest, high[i] ?? value);
    const weight = fact.count + fact.estimated;
    sum += value * weight;
    count += weight;
  }
  return count === 0
    ? { low: null, mean: null, high: null, total, good, estimated }
    : { low: lowest, mean: sum / count, high: highest, total, good, estimated };
}
