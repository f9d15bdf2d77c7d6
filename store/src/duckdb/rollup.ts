import type { DuckDBConnection } from '@duckdb/node-api';
import { HOUR_MS } from '../bucket.ts';
import { inTransaction } from './database.ts';
import { type KnownSeriesIndex, NO_TIME } from './known-series.ts';
import { ROLLUP_SUMS } from './schema.ts';

/** Hours of series that one step brings up to date, or few more: bounds its memory, and how long it keeps writes waiting. */
export const HOURS_AT_ONCE = 10_000;

/**
 * Brings the rollups of the earliest dirty hours that end by `before`, a whole hour, up to date; false when there are
 * none. One transaction, so a crash leaves an hour dirty or done. On the connection that alone writes.
 */
export async function rollUpStep(
  connection: DuckDBConnection,
  known: KnownSeriesIndex,
  before: number,
): Promise<boolean> {
  const result = await connection.runAndReadAll(
    `SELECT min(t)::DOUBLE, max(t)::DOUBLE
     FROM (SELECT t FROM dirty_hour WHERE t < $before ORDER BY t LIMIT ${HOURS_AT_ONCE})`,
    { before: BigInt(before) },
  );
  const [first, last] = result.getRows()[0] as [number | null, number | null];
  if (first === null || last === null) return false;
  await inTransaction(connection, () => rollUpDirty(connection, BigInt(first), BigInt(last)));
  for (const series of known.all()) {
    for (let hour = first; hour <= last; hour += HOUR_MS) series.dirtyHours.delete(hour);
    if (!series.dirtyHours.has(series.lastDirtyHour)) series.lastDirtyHour = NO_TIME;
  }
  return true;
}

/** How many hours of series wait to be brought up to date. */
export function countDirty(known: KnownSeriesIndex): number {
  let count = 0;
  for (const { dirtyHours } of known.all()) count += dirtyHours.size;
  return count;
}

/** The hour of the newest reading of all: dirty hours before it are not likely to grow any more. */
export function newestHour(known: KnownSeriesIndex): number {
  let newest = 0;
  for (const { sensor } of known.all()) newest = Math.max(newest, sensor.newestHour);
  return newest;
}

async function rollUpDirty(connection: DuckDBConnection, first: bigint, last: bigint): Promise<void> {
  const hours = { first, last };
  await connection.run(
    `DELETE FROM rollup_hour USING dirty_hour d
     WHERE rollup_hour.series = d.series AND rollup_hour.t = d.t
       AND rollup_hour.t BETWEEN $first AND $last`,
    hours,
  );
  await connection.run(
    `INSERT INTO rollup_hour
     SELECT series, hour, ${ROLLUP_SUMS}
     FROM (
       SELECT r.*, r.t - r.t % ${HOUR_MS} AS hour FROM reading r
       WHERE r.t >= $first AND r.t < $last + ${HOUR_MS}
     )
     SEMI JOIN (SELECT series, t AS hour FROM dirty_hour WHERE t BETWEEN $first AND $last) USING (series, hour)
     GROUP BY series, hour
     ORDER BY series, hour`,
    hours,
  );
  await connection.run('DELETE FROM dirty_hour WHERE t BETWEEN $first AND $last', hours);
}
