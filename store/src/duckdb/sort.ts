import type { DuckDBConnection } from '@duckdb/node-api';
import { inTransaction } from './database.ts';
import type { Known } from './known-series.ts';

/**
 * Moves the new readings to the sorted ones, as a run of its own in order of series and time, on the connection that
 * alone writes. A query of one series then skips most of each run; and DuckDB keeps a block in memory, for as long as the
 * file is open, for each row group that grew in parts, which is only freed here as the new readings' table empties.
 */
export async function sortNewReadings(connection: DuckDBConnection, known: Known): Promise<void> {
  await inTransaction(connection, async () => {
    await connection.run('INSERT INTO reading_sorted SELECT * FROM reading_new ORDER BY series, t');
    await connection.run('DELETE FROM reading_new');
  });
  known.unsorted = 0;
  await connection.run('CHECKPOINT');
}
