import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import type { Coverage, CoverageQuery } from '../query.ts';
import type { KnownSeries } from './known-series.ts';
import { loadSealedBefore } from './load.ts';
import { planByHours } from './plan.ts';
import { rangeUnion } from './range-union.ts';

/** What the series hold of raw readings; from one state: the connection must be in a transaction. */
export async function readCoverage(
  connection: DuckDBConnection,
  series: readonly KnownSeries[],
  query: CoverageQuery,
): Promise<readonly Coverage[]> {
  const from = Math.max(query.from, await loadSealedBefore(connection));
  if (series.length === 0 || from >= query.to) return [];
  const ids = series.map(({ id }) => id);
  const plan = await planByHours(connection, ids, { from, to: query.to });
  const ofSeries = 'WHERE series IN (SELECT unnest($ids))';
  const raw = rangeUnion('raw', plan.raw, {
    from: `SELECT series, count(*) AS total, count(*) FILTER (flag = 1) AS good, min(t) AS first, max(t) AS last
           FROM reading ${ofSeries}`,
    groupBy: 'GROUP BY series',
  });
  const rollups = rangeUnion('rollup', plan.rollups, {
    from: `SELECT series, total, good, first, last FROM rollup_hour ${ofSeries}`,
  });
  const parts = [raw.sql, rollups.sql].filter((sql) => sql !== '');
  const result = await connection.runAndReadAll(
    `SELECT series, min(first)::DOUBLE, max(last)::DOUBLE, sum(total)::DOUBLE, sum(good)::DOUBLE
     FROM (${parts.join('\nUNION ALL\n')}) GROUP BY series`,
    { ids: listValue(ids), ...raw.values, ...rollups.values },
  );
  const found = new Map<number, Omit<Coverage, keyof KnownSeries['key']>>();
  for (const [id, first, last, total, good] of result.getRows() as [
    number,
    number,
    number,
    number,
    number,
  ][]) {
    found.set(id, { first, last, total, good });
  }
  return series.flatMap(({ id, key }) => {
    const coverage = found.get(id);
    return coverage === undefined ? [] : [{ ...key, ...coverage }];
  });
}
