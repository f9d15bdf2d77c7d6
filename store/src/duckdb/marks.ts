import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import type { Marks, MarksQuery } from '../query.ts';
import type { KnownSeries } from './known-series.ts';
import { loadSealedBefore } from './load.ts';
import { copyColumns, rowsIn, runsBySeries } from './series-columns.ts';

/** The marks of the series in a range, column by column; the connection must be in a transaction. */
export async function readMarks(
  connection: DuckDBConnection,
  series: readonly KnownSeries[],
  query: MarksQuery,
): Promise<Marks> {
  const heldFrom = await loadSealedBefore(connection);
  const from = Math.max(query.from, heldFrom);
  if (series.length === 0 || from >= query.to) return { heldFrom, series: [] };
  const result = await connection.run(
    `SELECT series, t::DOUBLE, received_at::DOUBLE, flag, tests FROM reading
     WHERE t >= $from AND t < $to AND series IN (SELECT unnest($ids))
     ORDER BY series, t`,
    {
      from: BigInt(Math.ceil(from)),
      to: BigInt(Math.ceil(query.to)),
      ids: listValue(series.map(({ id }) => id)),
    },
  );
  const chunks = await result.fetchAllChunks();
  const rows = rowsIn(chunks);
  const ids = new Uint32Array(rows);
  const t = new Float64Array(rows);
  const receivedAt = new Float64Array(rows);
  const flag = new Uint8Array(rows);
  const tests = new Uint32Array(rows);
  copyColumns(chunks, [ids, t, receivedAt, flag, tests]);
  const runs = runsBySeries(ids);
  return {
    heldFrom,
    series: series.flatMap(({ id, key }) => {
      const run = runs.get(id);
      if (run === undefined) return [];
      return {
        ...key,
        t: t.subarray(...run),
        receivedAt: receivedAt.subarray(...run),
        flag: flag.subarray(...run),
        tests: tests.subarray(...run),
      };
    }),
  };
}
