import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import { HOUR_MS } from '../bucket.ts';
import type { ReadingsQuery, StoredReading, TimeRange } from '../query.ts';
import type { KnownSeries } from './known-series.ts';

/** Each step back in search of the newest readings is so many times as long as the one before. */
const STEP_GROWTH = 8;

/** A page of raw readings of some series: the range is searched from its end, in steps that grow. */
export async function readPage(
  connection: DuckDBConnection,
  series: readonly KnownSeries[],
  query: ReadingsQuery,
): Promise<readonly StoredReading[]> {
  if (series.length === 0) return [];
  const newest = series.reduce((t, { latest }) => Math.max(t, latest?.t ?? 0), 0);
  const page: StoredReading[] = [];
  let to = Math.min(query.to, newest + 1, (query.after?.t ?? newest) + 1);
  for (let lengthMs = HOUR_MS; page.length < query.limit && to > query.from; lengthMs *= STEP_GROWTH) {
    const from = Math.max(query.from, to - lengthMs);
    page.push(...(await readNewest(connection, series, query, { from, to }, query.limit - page.length)));
    to = from;
  }
  return page;
}

async function readNewest(
  connection: DuckDBConnection,
  series: readonly KnownSeries[],
  { after }: ReadingsQuery,
  range: TimeRange,
  limit: number,
): Promise<StoredReading[]> {
  const result = await connection.runAndReadAll(
    `SELECT s.plant, s.point, s.device, s.parameter, r.t::DOUBLE, r.value, r.flag, r.tests, r.received_at::DOUBLE, r.settings_version
     FROM reading r JOIN series s ON s.id = r.series
     WHERE r.t >= $from AND r.t < $to AND r.series IN (SELECT unnest($ids))
     ${after === undefined ? '' : `AND (r.t < $t OR (s.plant, s.point, s.device, s.parameter) > ($plant, $point, $device, $parameter))`}
     ORDER BY r.t DESC, s.plant, s.point, s.device, s.parameter
     LIMIT $limit`,
    {
      from: BigInt(range.from),
      to: BigInt(range.to),
      ids: listValue(series.map(({ id }) => id)),
      limit: BigInt(limit),
      ...(after === undefined
        ? {}
        : {
            t: BigInt(after.t),
            plant: after.plant,
            point: after.point,
            device: after.device,
            parameter: after.parameter,
          }),
    },
  );
  type Row = [
    string,
    string,
    string,
    string,
    number,
    number | null,
    StoredReading['flag'],
    number,
    number,
    number,
  ];
  return (result.getRows() as Row[]).map(
    ([plant, point, device, parameter, t, value, flag, tests, receivedAt, settingsVersion]) => ({
      plant,
      point,
      device,
      parameter,
      t,
      value: value ?? Number.NaN,
      flag,
      tests,
      settingsVersion,
      receivedAt,
    }),
  );
}
