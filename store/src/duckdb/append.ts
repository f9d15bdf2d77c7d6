import type { Flag, ReadingBatch } from '@banyu/contracts';
import type { WriteOutcome } from '../outcome.ts';
import { inTransaction } from './database.ts';
import { insertAccepted, unpersisted } from './insert.ts';
import { doubtsOf, type Judgement, judge } from './judge.ts';
import { forgetHours, hourOf, type Known, type KnownSeries, NO_TIME } from './known-series.ts';
import { lookUpHours, lookUpValues } from './lookup.ts';
import type { Writer } from './writer.ts';

/**
 * Stores a batch in one transaction, on the connection that alone writes. Throws when the database fails: then
 * nothing of the batch is stored, and what is known in memory is as before.
 */
export async function appendBatch(writer: Writer, known: Known, batch: ReadingBatch): Promise<WriteOutcome> {
  const { sealedBefore } = known;
  const series = batch.series.map((key) => known.series.findOrAdd(key));
  const restore = rememberSensors(series);
  const doubts = doubtsOf(batch, series, sealedBefore);
  await lookUpHours(writer, known.series, doubts.hours);
  const { rows } = doubts.hours.length === 0 ? doubts : doubtsOf(batch, series, sealedBefore);
  const storedValues = await lookUpValues(writer, batch, series, rows);

  const judgement = judge(batch, series, sealedBefore, storedValues);
  const { accepted, duplicates, conflicts, refused } = judgement;
  if (accepted > 0) {
    try {
      await inTransaction(writer.connection, () => insertAccepted(writer, batch, series, judgement));
    } catch (error) {
      restore(judgement);
      throw error;
    }
    settle(batch, series, judgement);
    known.unsorted += accepted;
  }
  return { status: 'stored', stored: accepted, duplicates, conflicts, refused };
}

/** Notes what the commit has made true. */
function settle(batch: ReadingBatch, series: readonly KnownSeries[], judgement: Judgement): void {
  for (const each of unpersisted(batch, series, judgement)) each.persisted = true;
  for (const [index, row] of judgement.latestRow.entries()) {
    const each = series[index];
    const t = batch.t[row];
    if (each === undefined || t === undefined || t <= (each.latest?.t ?? NO_TIME)) continue;
    each.latest ??= { t, value: 0, flag: 1, tests: 0, settingsVersion: 0, receivedAt: 0 };
    each.latest.t = t;
    each.latest.value = batch.value[row] as number;
    each.latest.flag = batch.flag[row] as Flag;
    each.latest.tests = batch.tests[row] as number;
    each.latest.settingsVersion = batch.settingsVersion[row] as number;
    each.latest.receivedAt = batch.receivedAt[row] as number;
  }
  for (const { sensor } of series) forgetHours(sensor);
}

/** Remembers what a judgement changes in memory; the function that is given back undoes it. */
function rememberSensors(series: readonly KnownSeries[]): (judgement: Judgement) => void {
  const newest = Float64Array.from(series, ({ sensor }) => sensor.newest);
  return ({ dirtied }) => {
    for (const [i, { sensor }] of series.entries()) {
      sensor.newest = newest[i] as number;
      sensor.newestHour = sensor.newest === NO_TIME ? NO_TIME : hourOf(sensor.newest);
      sensor.newestByHour.clear();
    }
    for (const { series: each, hour } of dirtied) each.dirtyHours.delete(hour);
    for (const each of series) each.lastDirtyHour = NO_TIME;
  };
}
