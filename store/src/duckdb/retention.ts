import type { DuckDBConnection } from '@duckdb/node-api';
import { HOUR_MS } from '../bucket.ts';
import type { RetentionOutcome } from '../outcome.ts';
import { type Database, inTransaction } from './database.ts';
import type { Known } from './known-series.ts';
import { rollUpStep } from './rollup.ts';

/** Readings of so much time are deleted in one step: bounds its memory, and how long it keeps writes waiting. */
const STEP_MS = 24 * HOUR_MS;

/**
 * Deletes raw readings before `sealedBefore`, a whole hour, in steps between which writes have their turn. What a crash
 * leaves undone, the next call does: the bound stands before the first reading goes.
 */
export async function deleteBefore(
  database: Database,
  known: Known,
  sealedBefore: number,
): Promise<RetentionOutcome> {
  const touched = await seal(database, known, sealedBefore);
  let deleted = 0;
  let from = touched.reduce((t, { oldest }) => Math.min(t, oldest), sealedBefore);
  while (from < sealedBefore) {
    const to = Math.min(sealedBefore, from + STEP_MS);
    const count = await database.writer.run(({ connection }) => deleteStep(connection, to));
    deleted += count;
    from = count > 0 ? to : await database.writer.run(({ connection }) => oldestFrom(connection, to));
  }
  for (const series of known.series.all()) {
    if (series.latest !== undefined && series.latest.t < sealedBefore) series.latest = undefined;
  }
  const ids = new Set(touched.map(({ id }) => id));
  const series = known.series.matching({}).filter(({ id }) => ids.has(id));
  return { deleted, series: series.map(({ key }) => key) };
}

/**
 * Sets the bound in the same turn that finds no hour before it dirty, so that every reading before it is summed up and
 * no late one can follow. Gives the series that have readings to delete, and the time of the first.
 */
async function seal(
  database: Database,
  known: Known,
  sealedBefore: number,
): Promise<{ readonly id: number; readonly oldest: number }[]> {
  const bound = { to: BigInt(sealedBefore) };
  for (;;) {
    const found = await database.writer.run(async ({ connection }) => {
      if (await rollUpStep(connection, known.series, sealedBefore)) return undefined;
      await connection.run(
        `UPDATE meta SET value = greatest(value, $to) WHERE name = 'sealed_before'`,
        bound,
      );
      known.sealedBefore = Math.max(known.sealedBefore, sealedBefore);
      const result = await connection.runAndReadAll(
        'SELECT series, min(t)::DOUBLE FROM reading WHERE t < $to GROUP BY series',
        bound,
      );
      return (result.getRows() as [number, number][]).map(([id, oldest]) => ({ id, oldest }));
    });
    if (found !== undefined) return found;
  }
}

async function deleteStep(connection: DuckDBConnection, to: number): Promise<number> {
  return inTransaction(connection, async () => {
    const bound = { to: BigInt(to) };
    const sorted = await connection.run('DELETE FROM reading_sorted WHERE t < $to', bound);
    const unsorted = await connection.run('DELETE FROM reading_new WHERE t < $to', bound);
    return sorted.rowsChanged + unsorted.rowsChanged;
  });
}

/** The time of the first reading from a time on, to pass over a stretch without any. */
async function oldestFrom(connection: DuckDBConnection, from: number): Promise<number> {
  const result = await connection.runAndReadAll('SELECT min(t)::DOUBLE FROM reading WHERE t >= $from', {
    from: BigInt(from),
  });
  return Number(result.getRows()[0]?.[0] ?? Number.POSITIVE_INFINITY);
}
