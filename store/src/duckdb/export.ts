import type { SeriesKey } from '@banyu/contracts';
import { type DuckDBConnection, LIST, listValue, UINTEGER, VARCHAR } from '@duckdb/node-api';
import { COPY_OPTIONS, withNewFile } from '../export-file.ts';
import type { ExportQuery } from '../query.ts';
import type { KnownSeries } from './known-series.ts';

/** Writes raw readings of some series, given in their order, to a file. */
export function exportReadings(
  connection: DuckDBConnection,
  series: readonly KnownSeries[],
  { from, to, path, format }: ExportQuery,
): Promise<{ readonly rows: number }> {
  const texts = (of: (key: SeriesKey) => string) => listValue(series.map(({ key }) => of(key)));
  return withNewFile(path, async () => {
    // Only numbers are sorted, and the texts of a series looked up afterwards: the sort spills to disk in little memory.
    const { rowsChanged } = await connection.run(
      `COPY (
         SELECT $plants[rank] AS plant, $points[rank] AS point, $devices[rank] AS device,
           $parameters[rank] AS parameter, t, value, flag, tests, settings_version, received_at
         FROM (
           SELECT k.rank, r.* FROM reading r
           JOIN (SELECT unnest($ids) AS id, unnest(range(1, len($ids) + 1)) AS rank) k ON k.id = r.series
           WHERE r.t >= $from AND r.t < $to
           ORDER BY k.rank, r.t
         )
       ) TO $path ${COPY_OPTIONS[format]}`,
      {
        from: BigInt(from),
        to: BigInt(to),
        path,
        ids: listValue(series.map(({ id }) => id)),
        plants: texts(({ plant }) => plant),
        points: texts(({ point }) => point),
        devices: texts(({ device }) => device),
        parameters: texts(({ parameter }) => parameter),
      },
      {
        ids: LIST(UINTEGER),
        plants: LIST(VARCHAR),
        points: LIST(VARCHAR),
        devices: LIST(VARCHAR),
        parameters: LIST(VARCHAR),
      },
    );
    return { rows: rowsChanged };
  });
}
