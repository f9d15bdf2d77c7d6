import { BIGINT, BOOLEAN, type DuckDBConnection, LIST, listValue, UINTEGER } from '@duckdb/node-api';
import type { SpanQuery, SpanReadings, StoredReading } from '../query.ts';
import { spanOf } from '../span.ts';
import type { KnownSeriesIndex } from './known-series.ts';

/** Spans in one statement: bounds the rows that it sorts. */
const SPANS_AT_ONCE = 256;
/** More rows than any span has. */
const NO_LIMIT = 2 ** 32 - 1;

interface Span {
  readonly index: number;
  readonly id: number;
  readonly query: SpanQuery;
}

/** The readings of many spans; those of series that end before, or that nobody knows, are not asked for. */
export async function readSpans(
  connection: DuckDBConnection,
  known: KnownSeriesIndex,
  queries: readonly SpanQuery[],
): Promise<readonly SpanReadings[]> {
  const found: (StoredRow[] | undefined)[] = queries.map(() => undefined);
  const spans: Span[] = [];
  for (const [index, query] of queries.entries()) {
    const series = known.find(query.series);
    if (series === undefined || query.from >= query.to || query.from > (series.latest?.t ?? -1)) continue;
    spans.push({ index, id: series.id, query });
  }
  // Neighbours in order of series lie in the same row groups.
  spans.sort((a, b) => a.id - b.id);
  for (let at = 0; at < spans.length; at += SPANS_AT_ONCE) {
    await readSome(connection, spans.slice(at, at + SPANS_AT_ONCE), found);
  }
  return found.map((rows) => spanOf(rows ?? []));
}

type StoredRow = Pick<StoredReading, 't' | 'value' | 'flag' | 'tests' | 'settingsVersion' | 'receivedAt'>;

async function readSome(
  connection: DuckDBConnection,
  spans: readonly Span[],
  found: (StoredRow[] | undefined)[],
): Promise<void> {
  const bigints = (of: (query: SpanQuery) => number) =>
    listValue(spans.map(({ query }) => BigInt(Math.ceil(of(query)))));
  const result = await connection.run(
    `SELECT q.index, r.t::DOUBLE, r.value, r.flag, r.tests, r.settings_version, r.received_at::DOUBLE
     FROM (
       SELECT unnest($indices) AS index, unnest($series) AS series, unnest($starts) AS start,
         unnest($ends) AS "end", unnest($limits) AS n, unnest($newest) AS newest
     ) q
     JOIN reading r ON r.series = q.series AND r.t >= q.start AND r.t < q."end"
     WHERE r.t >= $first AND r.t < $last AND r.series BETWEEN $lowest AND $highest
     QUALIFY row_number() OVER (PARTITION BY q.index ORDER BY if(q.newest, -r.t, r.t)) <= q.n
     ORDER BY q.index, r.t`,
    {
      indices: listValue(spans.map(({ index }) => index)),
      series: listValue(spans.map(({ id }) => id)),
      starts: bigints(({ from }) => from),
      ends: bigints(({ to }) => to),
      limits: listValue(spans.map(({ query: { limit } }) => Math.min(limit, NO_LIMIT))),
      newest: listValue(spans.map(({ query: { end } }) => end === 'newest')),
      first: BigInt(Math.ceil(Math.min(...spans.map(({ query: { from } }) => from)))),
      last: BigInt(Math.ceil(Math.max(...spans.map(({ query: { to } }) => to)))),
      lowest: spans[0]?.id ?? 0,
      highest: spans.at(-1)?.id ?? 0,
    },
    {
      indices: LIST(UINTEGER),
      series: LIST(UINTEGER),
      starts: LIST(BIGINT),
      ends: LIST(BIGINT),
      limits: LIST(UINTEGER),
      newest: LIST(BOOLEAN),
    },
  );
  for (let c = 0; c < result.chunkCount; c++) {
    const chunk = result.getChunk(c);
    const [index, t, value, flag, tests, settingsVersion, receivedAt] = chunk.getColumns();
    for (let i = 0; i < chunk.rowCount; i++) {
      const at = Number(index?.[i]);
      const rows = found[at] ?? [];
      found[at] = rows;
      rows.push({
        t: Number(t?.[i]),
        value: Number(value?.[i] ?? Number.NaN),
        flag: Number(flag?.[i]) as StoredRow['flag'],
        tests: Number(tests?.[i]),
        settingsVersion: Number(settingsVersion?.[i] ?? 0),
        receivedAt: Number(receivedAt?.[i]),
      });
    }
  }
}
