import type { Flag, ReadingBatch } from '@banyu/contracts';
import { sameValue } from '../refusal.ts';
import { inTransaction } from './database.ts';
import { halvesOf, setInt64 } from './int64.ts';
import { hourOf, type Known, type KnownSeries } from './known-series.ts';
import { lookUpOwnValues } from './lookup.ts';
import type { Writer } from './writer.ts';

/** A row of the batch whose reading is stored. */
interface Row {
  readonly row: number;
  readonly series: KnownSeries;
  readonly t: number;
}

/**
 * Gives stored readings the flag, tests and settings version of the batch's rows, in one transaction with the hours that
 * it makes dirty; gives how many there were. On the connection that alone writes.
 */
export async function reflagReadings(writer: Writer, known: Known, batch: ReadingBatch): Promise<number> {
  const series = batch.series.map((key) => known.series.find(key));
  const stored = await lookUpOwnValues(writer, batch, series);
  const matching: Row[] = [];
  for (let row = 0; row < batch.length; row++) {
    const of = series[batch.seriesIndex[row] as number];
    if (of === undefined || stored.isStored[row] !== 1) continue;
    if (!sameValue(stored.value[row] as number, batch.value[row] as number)) continue;
    matching.push({ row, series: of, t: batch.t[row] as number });
  }
  if (matching.length === 0) return 0;
  await inTransaction(writer.connection, () => update(writer, batch, matching));
  for (const { row, series: of, t } of matching) {
    of.dirtyHours.add(hourOf(t));
    if (of.latest?.t !== t) continue;
    of.latest.flag = batch.flag[row] as Flag;
    of.latest.tests = batch.tests[row] as number;
    of.latest.settingsVersion = batch.settingsVersion[row] as number;
  }
  return matching.length;
}

async function update(writer: Writer, batch: ReadingBatch, rows: readonly Row[]): Promise<void> {
  const t = new BigInt64Array(rows.length);
  const tHalves = halvesOf(t);
  for (const [i, row] of rows.entries()) setInt64(tHalves, i, row.t);
  await writer.connection.run('TRUNCATE new_flag');
  await writer.newFlags.append(
    [
      Uint32Array.from(rows, ({ series: { id } }) => id),
      t,
      Uint8Array.from(rows, ({ row }) => batch.flag[row] as number),
      Uint32Array.from(rows, ({ row }) => batch.tests[row] as number),
      Uint32Array.from(rows, ({ row }) => batch.settingsVersion[row] as number),
    ],
    rows.length,
  );
  const range = {
    from: BigInt(rows.reduce((least, row) => Math.min(least, row.t), Number.POSITIVE_INFINITY)),
    to: BigInt(rows.reduce((most, row) => Math.max(most, row.t), 0)),
  };
  for (const table of ['reading_new', 'reading_sorted']) {
    await writer.connection.run(
      `UPDATE ${table} AS r SET flag = n.flag, tests = n.tests, settings_version = n.settings_version
       FROM new_flag n WHERE r.series = n.series AND r.t = n.t AND r.t BETWEEN $from AND $to`,
      range,
    );
  }
  const dirtied = dirtiedBy(rows);
  await writer.dirtyHours.append(
    [
      Uint32Array.from(dirtied, ({ series: { id } }) => id),
      BigInt64Array.from(dirtied, ({ hour }) => BigInt(hour)),
    ],
    dirtied.length,
  );
}

/** The hours that were clean. */
function dirtiedBy(rows: readonly Row[]): { readonly series: KnownSeries; readonly hour: number }[] {
  const seen = new Map<KnownSeries, Set<number>>();
  return rows.flatMap(({ series, t }) => {
    const hour = hourOf(t);
    const hours = seen.get(series) ?? new Set();
    seen.set(series, hours);
    if (series.dirtyHours.has(hour) || hours.has(hour)) return [];
    hours.add(hour);
    return [{ series, hour }];
  });
}
