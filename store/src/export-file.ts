import { access, rm } from 'node:fs/promises';
import { ConflictError } from '@banyu/contracts';
import type { DuckDBAppender } from '@duckdb/node-api';
import type { ExportQuery, StoredReading } from './query.ts';

/** The columns of an exported file, in order: t and received_at in Unix ms, value empty where there was none. */
const EXPORT_TABLE = `CREATE TABLE export (
  plant VARCHAR, point VARCHAR, device VARCHAR, parameter VARCHAR,
  t BIGINT, value DOUBLE, flag UTINYINT, tests UINTEGER, settings_version UINTEGER, received_at BIGINT)`;

/** How a file is written, by its format; for COPY … TO. Small row groups, as the writer holds one in memory. */
export const COPY_OPTIONS: Readonly<Record<ExportQuery['format'], string>> = {
  parquet: '(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)',
  csv: '(FORMAT csv, HEADER)',
};

/** Lets a file be written that must not exist (else ConflictError); what was begun of it is removed when that fails. */
export async function withNewFile<T>(path: string, write: () => Promise<T>): Promise<T> {
  if (await exists(path)) throw new ConflictError(`Cannot export to "${path}": the file exists`);
  try {
    return await write();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Writes pages of readings, already in the order of the file, as CSV or Parquet; gives the rows written. For stores
 * that are no DuckDB themselves. What does not fit in little memory waits in a folder beside the file.
 */
export function writeReadingsFile(
  { path, format }: Pick<ExportQuery, 'format' | 'path'>,
  pages: Iterable<readonly StoredReading[]> | AsyncIterable<readonly StoredReading[]>,
): Promise<{ readonly rows: number }> {
  return withNewFile(path, async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '1',
      memory_limit: '128MB',
      temp_directory: `${path}.tmp`,
    });
    try {
      const connection = await instance.connect();
      await connection.run(EXPORT_TABLE);
      const appender = await connection.createAppender('export');
      let rows = 0;
      for await (const page of pages) {
        for (const reading of page) appendReading(appender, reading);
        rows += page.length;
      }
      appender.closeSync();
      await connection.run(`COPY export TO $path ${COPY_OPTIONS[format]}`, { path });
      return { rows };
    } finally {
      instance.closeSync();
      await rm(`${path}.tmp`, { recursive: true, force: true });
    }
  });
}

function appendReading(appender: DuckDBAppender, reading: StoredReading): void {
  appender.appendVarchar(reading.plant);
  appender.appendVarchar(reading.point);
  appender.appendVarchar(reading.device);
  appender.appendVarchar(reading.parameter);
  appender.appendBigInt(BigInt(reading.t));
  if (Number.isNaN(reading.value)) appender.appendNull();
  else appender.appendDouble(reading.value);
  appender.appendUTinyInt(reading.flag);
  appender.appendUInteger(reading.tests);
  appender.appendUInteger(reading.settingsVersion);
  appender.appendBigInt(BigInt(reading.receivedAt));
  appender.endRow();
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
