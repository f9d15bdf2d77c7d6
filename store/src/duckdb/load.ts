import type { Flag } from '@banyu/contracts';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HOUR_MS } from '../bucket.ts';
import { hourOf, type Known, KnownSeriesIndex } from './known-series.ts';

/** Reads what is kept in memory: series, dirty hours, newest times and latest readings, and how far retention went. */
export async function loadKnown(connection: DuckDBConnection): Promise<Known> {
  return {
    series: await loadSeries(connection),
    sealedBefore: await loadSealedBefore(connection),
    unsorted: await countUnsorted(connection),
  };
}

async function loadSeries(connection: DuckDBConnection): Promise<KnownSeriesIndex> {
  const known = new KnownSeriesIndex();
  const rows = async (sql: string): Promise<unknown[][]> => (await connection.runAndReadAll(sql)).getRows();

  for (const [id, plant, point, device, parameter] of (await rows('FROM series ORDER BY id')) as [
    number,
    string,
    string,
    string,
    string,
  ][]) {
    known.add(id, { plant, point, device, parameter });
  }
  for (const [id, hour] of (await rows('SELECT series, t::DOUBLE FROM dirty_hour')) as [number, number][]) {
    const series = known.byId(id);
    series.dirtyHours.add(hour);
    series.lastDirtyHour = hour;
  }
  for (const [id, t, value, flag, tests, receivedAt, settingsVersion] of (await rows(LATEST)) as [
    number,
    number,
    number | null,
    Flag,
    number,
    number,
    number,
  ][]) {
    const series = known.byId(id);
    series.latest = { t, value: value ?? Number.NaN, flag, tests, settingsVersion, receivedAt };
    const { sensor } = series;
    if (t > sensor.newest) {
      sensor.newest = t;
      sensor.newestHour = hourOf(t);
    }
  }
  return known;
}

/** The time before which raw readings were deleted by age. */
export async function loadSealedBefore(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll(
    `SELECT value::DOUBLE FROM meta WHERE name = 'sealed_before'`,
  );
  return Number(result.getRows()[0]?.[0] ?? 0);
}

async function countUnsorted(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll('SELECT count(*)::DOUBLE FROM reading_new');
  return Number(result.getRows()[0]?.[0] ?? 0);
}

/**
 * The latest reading of each series: its newest time comes from rollups, and for dirty hours from their readings, so
 * that only the hours at the end of the file are read in full.
 */
const LATEST = `
  WITH newest AS (
    SELECT series, max(t) AS t FROM (
      SELECT series, last AS t FROM rollup_hour
      UNION ALL
      SELECT r.series, r.t FROM reading r
      SEMI JOIN dirty_hour d ON d.series = r.series AND d.t = r.t - r.t % ${HOUR_MS}
      WHERE r.t >= (SELECT min(t) FROM dirty_hour)
    ) GROUP BY series
  )
  SELECT r.series, r.t::DOUBLE, r.value, r.flag, r.tests, r.received_at::DOUBLE, r.settings_version
  FROM reading r JOIN newest n ON n.series = r.series AND n.t = r.t
  WHERE r.t >= (SELECT min(t) FROM newest)`;
