import type { DuckDBConnection, DuckDBStructValue } from '@duckdb/node-api';
import { sliceCount } from '../downsample.ts';
import type { RawPoint, RawSeries, RawSeriesQuery } from '../query.ts';
import { readCoverage } from './coverage.ts';
import type { KnownSeries } from './known-series.ts';

/** The raw points of one series, thinned by DuckDB as `downsample` says when they are too many. */
export async function readRawSeries(
  connection: DuckDBConnection,
  series: KnownSeries,
  query: RawSeriesQuery,
): Promise<RawSeries> {
  const slices = sliceCount(query.maxPoints);
  const [held] = await readCoverage(connection, [series], query);
  if (held === undefined) return { points: [], downsampled: false };
  const range = { id: series.id, from: BigInt(held.first), to: BigInt(held.last) };
  const where = 'FROM reading WHERE series = $id AND t >= $from AND t <= $to';
  if (held.total <= query.maxPoints) {
    const result = await connection.runAndReadAll(`SELECT t::DOUBLE, value, flag ${where} ORDER BY t`, range);
    const rows = result.getRows() as [number, number | null, RawPoint['flag']][];
    const points = rows.map(([t, value, flag]) => ({ t, value: value ?? Number.NaN, flag }));
    return { points, downsampled: false };
  }
  const result = await connection.runAndReadAll(
    `SELECT
       arg_min({t: t::DOUBLE, value: value, flag: flag}, (value, t)) FILTER (value IS NOT NULL),
       arg_min({t: t::DOUBLE, value: value, flag: flag}, (-value, t)) FILTER (value IS NOT NULL),
       arg_min({t: t::DOUBLE, value: value, flag: flag}, t)
     ${where}
     GROUP BY (t - $from) * $slices // ($to - $from + 1)
     ORDER BY min(t)`,
    { ...range, slices: BigInt(slices) },
  );
  const points: RawPoint[] = [];
  for (const row of result.getRows() as (DuckDBStructValue | null)[][]) {
    const [min, max, any] = row.map((struct) => (struct === null ? undefined : pointOf(struct)));
    const kept = min === undefined || max === undefined ? [any] : [min, max].sort((a, b) => a.t - b.t);
    for (const point of kept) if (point !== undefined && point.t !== points.at(-1)?.t) points.push(point);
  }
  return { points, downsampled: true };
}

function pointOf({ entries: { t, value, flag } }: DuckDBStructValue): RawPoint {
  return {
    t: Number(t),
    value: value === null ? Number.NaN : Number(value),
    flag: Number(flag) as RawPoint['flag'],
  };
}
