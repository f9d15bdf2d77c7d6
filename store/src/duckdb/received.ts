import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import type { Received, ReceivedQuery } from '../query.ts';
import type { KnownSeries } from './known-series.ts';
import { loadSealedBefore } from './load.ts';
import { copyColumns, rowsIn, runsBySeries } from './series-columns.ts';

/** The readings of some series that were received in a range, column by column; the connection must be in a transaction. */
export async function readReceived(
  connection: DuckDBConnection,
  series: readonly KnownSeries[],
  query: ReceivedQuery,
): Promise<Received> {
  const heldFrom = await loadSealedBefore(connection);
  const from = Math.max(query.from, heldFrom);
  if (series.length === 0 || from >= query.to) return { heldFrom, series: [] };
  const result = await connection.run(
    `SELECT series, t::DOUBLE, coalesce(value, 'NaN'::DOUBLE), received_at::DOUBLE FROM reading
     WHERE t >= $from AND t < $to AND received_at >= $receivedFrom AND received_at < $receivedTo
       AND series IN (SELECT unnest($ids))
     ORDER BY series, t`,
    {
      from: BigInt(from),
      to: BigInt(query.to),
      receivedFrom: BigInt(query.receivedFrom),
      receivedTo: BigInt(query.receivedTo),
      ids: listValue(series.map(({ id }) => id)),
    },
  );
  const chunks = await result.fetchAllChunks();
  const rows = rowsIn(chunks);
  const ids = new Uint32Array(rows);
  const t = new Float64Array(rows);
  const value = new Float64Array(rows);
  const receivedAt = new Float64Array(rows);
  copyColumns(chunks, [ids, t, value, receivedAt]);
  const runs = runsBySeries(ids);
  return {
    heldFrom,
    series: series.flatMap(({ id, key }) => {
      const run = runs.get(id);
      if (run === undefined) return [];
      return {
        ...key,
        t: t.subarray(...run),
        value: value.subarray(...run),
        receivedAt: receivedAt.subarray(...run),
      };
    }),
  };
}
