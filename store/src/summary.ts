import { FLAG } from '@banyu/contracts';
import type { BucketRow } from './query.ts';

/** What adds up over readings, and over summaries: see BucketRow for what counts. min and max are NaN of nothing. */
export interface Summary {
  count: number;
  total: number;
  good: number;
  sum: number;
  min: number;
  max: number;
}

export function emptySummary(): Summary {
  return { count: 0, total: 0, good: 0, sum: 0, min: Number.NaN, max: Number.NaN };
}

/** Whether figures stand on the reading: it has a value, and its flag is neither fail nor missing. */
export function countsInFigures(value: number, flag: number): boolean {
  return !Number.isNaN(value) && flag !== FLAG.fail && flag !== FLAG.missing;
}

export function addReading(summary: Summary, value: number, flag: number): void {
  summary.total++;
  if (flag === FLAG.pass) summary.good++;
  if (!countsInFigures(value, flag)) return;
  summary.count++;
  summary.sum += value;
  if (!(value >= summary.min)) summary.min = value;
  if (!(value <= summary.max)) summary.max = value;
}

export function addSummary(summary: Summary, other: Summary): void {
  summary.total += other.total;
  summary.good += other.good;
  if (other.count === 0) return;
  summary.count += other.count;
  summary.sum += other.sum;
  if (!(other.min >= summary.min)) summary.min = other.min;
  if (!(other.max <= summary.max)) summary.max = other.max;
}

/** The bucket that begins at `t`. */
export function bucketRow(t: number, summary: Summary): BucketRow {
  const { count, total, good, sum, min, max } = summary;
  return { t, mean: count === 0 ? Number.NaN : sum / count, min, max, count, total, good };
}
