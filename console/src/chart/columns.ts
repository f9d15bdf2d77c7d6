import { samplingIntervalMs } from '../freshness.ts';
import type { Curve, RawPoint } from '../history.ts';

/** What a row of a trend stands on, for the readout. */
export interface RowFacts {
  /** Begin of the bucket, or the reading's own time. */
  readonly t: number;
  readonly count: number;
  readonly total: number;
  readonly good: number;
  /** Of `count`, those that a correction changed. */
  readonly corrected: number;
  /** Estimates; in none of the other numbers. */
  readonly estimated: number;
  /** What the row shows: a value, or the mean of what counts and the estimates. */
  readonly value: number | null;
  /** The reading itself, where every reading is a row. */
  readonly reading?: RawPoint;
}

/**
 * A stretch in which readings are not good as received; `untrusted`: failed or missing, `suspect`: anything else but
 * good, `corrected`: good, with a correction laid over.
 */
export interface Mark {
  readonly kind: 'untrusted' | 'suspect' | 'corrected';
  readonly from: number;
  readonly to: number;
}

/** A curve in columns, as charts take it. A null in the values is a gap. */
export interface Columns {
  readonly t: readonly number[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  /** Instead of `mean` where estimates are in it; with the rows beside them, so that lines meet. */
  readonly estimate: readonly (number | null)[];
  /** Undefined for a row that only stands for a gap. */
  readonly facts: readonly (RowFacts | undefined)[];
  readonly marks: readonly Mark[];
  /** Failed readings that had a value: drawn where they claim to be, but not part of the line. */
  readonly failed: readonly { readonly t: number; readonly value: number }[];
}

/** So many missing samples make a gap. */
const GAP_SAMPLES = 3;

/** The columns of a curve. `now` (ms) holds the bucket that is still filling at the present. */
export function columnsOf(curve: Curve, now: number): Columns {
  const rows = curve.mode === 'raw' ? curve.points.map(rowOfPoint) : rowsOfBuckets(curve, now);
  const longest = longestStep(curve);
  const columns = {
    t: [] as number[],
    low: [] as (number | null)[],
    high: [] as (number | null)[],
    mean: [] as (number | null)[],
    estimate: [] as (number | null)[],
    facts: [] as (RowFacts | undefined)[],
  };
  const push = (t: number, row?: Row, beside = false) => {
    const isEstimate = row !== undefined && row.facts.estimated > 0;
    columns.t.push(t);
    columns.low.push(row?.low ?? null);
    columns.high.push(row?.high ?? null);
    columns.mean.push(isEstimate ? null : (row?.mean ?? null));
    columns.estimate.push(isEstimate || beside ? (row?.mean ?? null) : null);
    columns.facts.push(row?.facts);
  };
  for (const [i, row] of rows.entries()) {
    const [before, after] = [rows[i - 1], rows[i + 1]];
    if (before !== undefined && row.t - before.t > longest) push((before.t + row.t) / 2);
    push(
      row.t,
      row,
      [before, after].some((other) => (other?.facts.estimated ?? 0) > 0),
    );
  }
  return { ...columns, marks: marksOf(rows, longest), failed: failedOf(curve) };
}

interface Row {
  readonly t: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly mean: number | null;
  readonly facts: RowFacts;
}

function rowOfPoint(reading: RawPoint): Row {
  const { t, value, flag, state } = reading;
  const isEstimate = state === 'estimated';
  const shown = !isEstimate && (flag === 4 || flag === 9) ? null : value;
  const count = shown === null || isEstimate ? 0 : 1;
  const total = reading.received === false ? 0 : 1;
  const good = flag === 1 ? 1 : 0;
  const corrected = state === 'corrected' ? count : 0;
  const facts = { t, count, total, good, corrected, estimated: isEstimate ? 1 : 0, value: shown, reading };
  return { t, low: shown, high: shown, mean: shown, facts };
}

function rowsOfBuckets(curve: Curve & { mode: 'aggregated' }, now: number): Row[] {
  return curve.buckets
    .filter(({ total, estimated = 0 }) => total + estimated > 0)
    .map(({ t, min, max, mean, count, total, good, corrected = 0, estimated = 0 }) => ({
      t: Math.max(t, Math.min(t + curve.bucketMs / 2, now)),
      low: min,
      high: max,
      mean,
      facts: { t, count, total, good, corrected, estimated, value: mean },
    }));
}

/** The longest step in ms between two rows that still belong together. */
function longestStep(curve: Curve): number {
  if (curve.mode === 'aggregated') {
    return Math.max(1.6 * curve.bucketMs, GAP_SAMPLES * (samplingIntervalMs(curve.buckets) ?? 0));
  }
  const { points, thinned } = curve;
  const steps = points.slice(1).map((point, i) => point.t - (points[i]?.t ?? point.t));
  const usual = steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? 0;
  // Thinned points come in pairs, lowest and highest of a slice: the slices' length is what counts.
  const span = (points.at(-1)?.t ?? 0) - (points[0]?.t ?? 0);
  return GAP_SAMPLES * Math.max(usual, thinned ? (2 * span) / points.length : 0);
}

function marksOf(rows: readonly Row[], longest: number): Mark[] {
  const marks: Mark[] = [];
  for (const [i, { t, facts }] of rows.entries()) {
    const kind = kindOf(facts);
    if (kind === undefined) continue;
    const before = rows[i - 1];
    const last = marks.at(-1);
    if (last?.kind === kind && last.to === before?.t && t - last.to <= longest) {
      marks[marks.length - 1] = { ...last, to: t };
    } else marks.push({ kind, from: t, to: t });
  }
  return marks;
}

function kindOf({ count, total, good, corrected }: RowFacts): Mark['kind'] | undefined {
  if (total > count) return 'untrusted';
  if (count > good) return 'suspect';
  return corrected > 0 ? 'corrected' : undefined;
}

function failedOf(curve: Curve): { t: number; value: number }[] {
  if (curve.mode === 'aggregated') return [];
  return curve.points.flatMap(({ t, value, flag, state, raw }) => {
    const claimed = state === undefined ? value : (raw ?? null);
    return flag === 4 && claimed !== null ? [{ t, value: claimed }] : [];
  });
}
