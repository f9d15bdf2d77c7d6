import type { DuckDBConnection } from '@duckdb/node-api';

/** Raised when a table changes; a file of another version is not opened. */
const VERSION = 2n;

/**
 * - `reading`: one row a reading; `value` is NULL where the sensor gave none. No index: what is stored already is known
 *   from the newest time per sensor and hour, and looked up by ranges, which the row groups' minima and maxima prune.
 *   Readings are appended to `reading_new`, and moved by the hundred thousand to `reading_sorted`: see `sort.ts`.
 * - `rollup_hour`: the sums of the readings of one series and one UTC hour; `first` and `last` are their times.
 * - `dirty_hour`: the hours whose readings say more than their rollup; written in the transaction of the readings.
 * - `meta`: `version`, and `sealed_before`: the time before which raw readings were deleted by age.
 */
const READING_COLUMNS = `(
  series UINTEGER NOT NULL, t BIGINT NOT NULL, value DOUBLE,
  flag UTINYINT NOT NULL, tests UINTEGER NOT NULL, received_at BIGINT NOT NULL, settings_version UINTEGER DEFAULT 0)`;
const TABLES = `
  CREATE TABLE IF NOT EXISTS meta (name VARCHAR PRIMARY KEY, value BIGINT NOT NULL);
  CREATE TABLE IF NOT EXISTS series (
    id UINTEGER NOT NULL, plant VARCHAR NOT NULL, point VARCHAR NOT NULL,
    device VARCHAR NOT NULL, parameter VARCHAR NOT NULL);
  CREATE TABLE IF NOT EXISTS reading_new ${READING_COLUMNS};
  CREATE TABLE IF NOT EXISTS reading_sorted ${READING_COLUMNS};
  CREATE OR REPLACE VIEW reading AS FROM reading_sorted UNION ALL FROM reading_new;
  CREATE TABLE IF NOT EXISTS rollup_hour (
    series UINTEGER NOT NULL, t BIGINT NOT NULL,
    total UBIGINT NOT NULL, good UBIGINT NOT NULL, counted UBIGINT NOT NULL,
    sum DOUBLE, min DOUBLE, max DOUBLE, first BIGINT NOT NULL, last BIGINT NOT NULL);
  CREATE TABLE IF NOT EXISTS dirty_hour (series UINTEGER NOT NULL, t BIGINT NOT NULL);
  INSERT INTO meta VALUES ('version', ${VERSION}), ('sealed_before', 0) ON CONFLICT DO NOTHING;
`;

/** The sums over readings that a rollup keeps, as a list of SQL expressions in the order of its columns. */
export const ROLLUP_SUMS = `
  count(*) AS total,
  count(*) FILTER (flag = 1) AS good,
  count(value) FILTER (flag NOT IN (4, 9)) AS counted,
  sum(value) FILTER (flag NOT IN (4, 9)) AS sum,
  min(value) FILTER (flag NOT IN (4, 9)) AS min,
  max(value) FILTER (flag NOT IN (4, 9)) AS max,
  min(t) AS first,
  max(t) AS last`;

/** Questions to the tables above, see `lookup.ts`, and new flags for them, see `reflag.ts`; each connection has its own. */
const TEMPORARY_TABLES = `
  CREATE TEMP TABLE lookup (row UINTEGER, series UINTEGER, t BIGINT);
  CREATE TEMP TABLE new_flag (series UINTEGER, t BIGINT, flag UTINYINT, tests UINTEGER, settings_version UINTEGER);
`;

/** What makes a file of an older version one of the next. */
const UPGRADES: ReadonlyMap<unknown, string> = new Map([
  [
    1n,
    `BEGIN;
     ALTER TABLE reading_new ADD COLUMN settings_version UINTEGER DEFAULT 0;
     ALTER TABLE reading_sorted ADD COLUMN settings_version UINTEGER DEFAULT 0;
     UPDATE meta SET value = 2 WHERE name = 'version';
     COMMIT;`,
  ],
]);

/**
 * Creates what is missing and brings an older file up to date, on the connection that will write; throws when the file
 * is of a version that is not known.
 */
export async function prepareSchema(connection: DuckDBConnection): Promise<void> {
  await upgrade(connection);
  await connection.run(TABLES);
  await connection.run(TEMPORARY_TABLES);
}

async function upgrade(connection: DuckDBConnection): Promise<void> {
  const tables = await connection.runAndReadAll(
    `SELECT table_name FROM information_schema.tables WHERE table_name = 'meta'`,
  );
  if (tables.currentRowCount === 0) return;
  for (
    let version = await versionOf(connection);
    version !== VERSION;
    version = await versionOf(connection)
  ) {
    const step = UPGRADES.get(version);
    if (step === undefined) {
      throw new Error(
        `The store's file has version ${String(version)}, this program reads version ${VERSION}`,
      );
    }
    await connection.run(step);
  }
}

async function versionOf(connection: DuckDBConnection): Promise<unknown> {
  const result = await connection.runAndReadAll(`SELECT value FROM meta WHERE name = 'version'`);
  return result.getRows()[0]?.[0];
}
