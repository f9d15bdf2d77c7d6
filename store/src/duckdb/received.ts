import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import type { Received, ReceivedQuery, SeriesReceived } from '../query.ts';
import { columnBytes } from './bindings.ts';
import type { KnownSeries } from './known-series.ts';
import { loadSealedBefore } from './load.ts';

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
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const id = new Uint32Array(rows);
  const t = new Float64Array(rows);
  const value = new Float64Array(rows);
  const receivedAt = new Float64Array(rows);
  let at = 0;
  for (const chunk of chunks) {
    for (const [column, values] of [id, t, value, receivedAt].entries()) {
      const bytes = columnBytes(chunk, column, chunk.rowCount * values.BYTES_PER_ELEMENT);
      new Uint8Array(values.buffer).set(bytes, at * values.BYTES_PER_ELEMENT);
    }
    at += chunk.rowCount;
  }
  const found = new Map<number, Omit<SeriesReceived, keyof KnownSeries['key']>>();
  for (let begin = 0, end = 0; begin < rows; begin = end) {
    const ofSeries = id[begin] as number;
    while (end < rows && id[end] === ofSeries) end += 1;
    const [ts, values, received] = [t, value, receivedAt].map((column) => column.subarray(begin, end));
    if (ts !== undefined && values !== undefined && received !== undefined)
      found.set(ofSeries, { t: ts, value: values, receivedAt: received });
  }
  return {
    heldFrom,
    series: series.flatMap(({ id, key }) => {
      const columns = found.get(id);
      return columns === undefined ? [] : [{ ...key, ...columns }];
    }),
  };
}
