import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import type { Marks, MarksQuery, SeriesMarks } from '../query.ts';
import { columnBytes } from './bindings.ts';
import type { KnownSeries } from './known-series.ts';
import { loadSealedBefore } from './load.ts';

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
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const id = new Uint32Array(rows);
  const t = new Float64Array(rows);
  const receivedAt = new Float64Array(rows);
  const flag = new Uint8Array(rows);
  const tests = new Uint32Array(rows);
  let at = 0;
  for (const chunk of chunks) {
    for (const [column, values] of [id, t, receivedAt, flag, tests].entries()) {
      const bytes = columnBytes(chunk, column, chunk.rowCount * values.BYTES_PER_ELEMENT);
      new Uint8Array(values.buffer).set(bytes, at * values.BYTES_PER_ELEMENT);
    }
    at += chunk.rowCount;
  }
  const keyOf = new Map(series.map(({ id, key }) => [id, key]));
  const found = new Map<number, SeriesMarks>();
  for (let begin = 0, end = 0; begin < rows; begin = end) {
    const ofSeries = id[begin] as number;
    while (end < rows && id[end] === ofSeries) end += 1;
    const key = keyOf.get(ofSeries);
    if (key === undefined) continue;
    found.set(ofSeries, {
      ...key,
      t: t.subarray(begin, end),
      receivedAt: receivedAt.subarray(begin, end),
      flag: flag.subarray(begin, end),
      tests: tests.subarray(begin, end),
    });
  }
  return { heldFrom, series: series.flatMap(({ id }) => found.get(id) ?? []) };
}
