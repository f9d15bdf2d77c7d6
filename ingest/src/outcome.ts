import type { ReadingBatch, RejectReason, SeriesKey } from '@banyu/contracts';
import type { Rejects } from './rejects.ts';
import type { StoredOutcome } from './write-until-stored.ts';

/** Keeps the rows that the store did not take as rejects: conflicts with both values, refusals with the reason. */
export function rejectWhatWasNotStored(
  batch: ReadingBatch,
  { conflicts, refused }: Pick<StoredOutcome, 'conflicts' | 'refused'>,
  rejects: Rejects,
): void {
  for (const { row, storedValue } of conflicts) {
    const sent = valueText(batch.value[row]);
    rejectRow(batch, row, 'conflict', `stored is ${valueText(storedValue)}, then came ${sent}`, rejects);
  }
  for (const { row, reason } of refused) rejectRow(batch, row, 'refused-by-store', reason, rejects);
}

/** The batch without the rows that the store did not take; itself when it took all. */
export function onlyStored(
  batch: ReadingBatch,
  { conflicts, refused }: Pick<StoredOutcome, 'conflicts' | 'refused'>,
): ReadingBatch {
  if (conflicts.length === 0 && refused.length === 0) return batch;
  const out = new Set([...conflicts, ...refused].map(({ row }) => row));
  const isIn = (_: unknown, row: number) => row < batch.length && !out.has(row);
  return {
    series: batch.series,
    length: batch.length - out.size,
    seriesIndex: batch.seriesIndex.filter(isIn),
    t: batch.t.filter(isIn),
    value: batch.value.filter(isIn),
    flag: batch.flag.filter(isIn),
    tests: batch.tests.filter(isIn),
    settingsVersion: batch.settingsVersion.filter(isIn),
    receivedAt: batch.receivedAt.filter(isIn),
  };
}

/** The rows that the store did not take, as readings; without those whose place was known to be taken. */
export function readingsNotStored(
  batch: ReadingBatch,
  { conflicts, refused }: Pick<StoredOutcome, 'conflicts' | 'refused'>,
): { readonly series: SeriesKey; readonly t: number }[] {
  return [...conflicts, ...refused].flatMap(({ row }) => {
    const series = batch.series[batch.seriesIndex[row] ?? -1];
    const t = batch.t[row];
    // Known as a conflict, no settings judged it: it was nobody's neighbour.
    const isKnown = batch.settingsVersion[row] === 0;
    return series === undefined || t === undefined || isKnown ? [] : [{ series, t }];
  });
}

function rejectRow(
  batch: ReadingBatch,
  row: number,
  reason: RejectReason,
  detail: string,
  rejects: Rejects,
): void {
  const series = batch.series[batch.seriesIndex[row] ?? -1];
  if (series === undefined) throw new RangeError(`the store named row ${row} of a batch of ${batch.length}`);
  const { plant, device, parameter } = series;
  rejects.beginMessage();
  rejects.add({
    receivedAt: batch.receivedAt[row] ?? 0,
    plant,
    device,
    scope: 'value',
    reason,
    detail,
    parameter,
    t: batch.t[row] ?? null,
    payload: valueText(batch.value[row]),
  });
}

/** A value as it was sent: NaN stands for null. */
function valueText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? 'null' : String(value);
}
