import type { ReadingBatch } from '@banyu/contracts';
import type { SeriesJudge } from './series-judge.ts';
import type { Stretch } from './stretch.ts';

/** No reading has this flag: the point is new, and nothing was said of it yet. */
export const UNJUDGED = 0;

/**
 * Puts the rows `from` up to `to` of a sorted list into a stretch that knows their times, as unjudged points. A row
 * whose time is taken, in the stretch or by a row before it, is left out: the first value wins.
 */
export function placeRows(
  stretch: Stretch,
  batch: ReadingBatch,
  rows: Uint32Array,
  from: number,
  to: number,
  judge: SeriesJudge,
): void {
  const isNew: number[] = [];
  let last = Number.NaN;
  let at = stretch.indexOf(batch.t[rows[from] as number] as number);
  for (let i = from; i < to; i += 1) {
    const row = rows[i] as number;
    const t = batch.t[row] as number;
    while (at < stretch.end && (stretch.t[at] as number) < t) at += 1;
    if (t === last || (at < stretch.end && stretch.t[at] === t)) continue;
    isNew.push(row);
    last = t;
  }
  if (isNew.length === 0) return;

  // From the back, so that every point moves once.
  const end = stretch.makeRoom(isNew.length);
  let source = end - 1;
  let target = end + isNew.length - 1;
  for (let i = isNew.length - 1; i >= 0; i -= 1) {
    const row = isNew[i] as number;
    const t = batch.t[row] as number;
    while (source >= stretch.begin && (stretch.t[source] as number) > t) stretch.move(source--, target--);
    const value = batch.value[row] as number;
    stretch.set(target--, t, value, judge.fitness(t, value), batch.receivedAt[row] as number, UNJUDGED, 0);
  }
}

/** The same, for rows that are newer than all points, as most are; gives where the first one lies. */
export function appendRows(
  stretch: Stretch,
  batch: ReadingBatch,
  rows: Uint32Array,
  from: number,
  to: number,
  judge: SeriesJudge,
): number {
  const first = stretch.makeRoom(to - from);
  let at = first;
  let last = Number.NaN;
  for (let i = from; i < to; i += 1) {
    const row = rows[i] as number;
    const t = batch.t[row] as number;
    if (t === last) continue;
    const value = batch.value[row] as number;
    stretch.set(at++, t, value, judge.fitness(t, value), batch.receivedAt[row] as number, UNJUDGED, 0);
    last = t;
  }
  stretch.end = at;
  return first;
}
