import { BIGINT, DOUBLE, type DuckDBConnection, UINTEGER, UTINYINT } from '@duckdb/node-api';
import { TableAppender } from './table-appender.ts';

/** The one connection that writes, with what it appends by. */
export class Writer {
  readonly connection: DuckDBConnection;
  readonly readings: TableAppender;
  readonly dirtyHours: TableAppender;
  /** A table of questions, gone with the connection: see `lookup.ts`. */
  readonly lookup: TableAppender;
  /** Flags on their way to readings, gone with the connection: see `reflag.ts`. */
  readonly newFlags: TableAppender;

  constructor(connection: DuckDBConnection) {
    this.connection = connection;
    const readingTypes = [UINTEGER, BIGINT, DOUBLE, UTINYINT, UINTEGER, BIGINT, UINTEGER];
    this.readings = new TableAppender(connection, readingTypes, 'reading_new');
    this.dirtyHours = new TableAppender(connection, [UINTEGER, BIGINT], 'dirty_hour');
    this.lookup = new TableAppender(connection, [UINTEGER, UINTEGER, BIGINT], 'lookup', 'temp');
    const flagTypes = [UINTEGER, BIGINT, UTINYINT, UINTEGER, UINTEGER];
    this.newFlags = new TableAppender(connection, flagTypes, 'new_flag', 'temp');
  }

  close(): void {
    for (const appender of [this.readings, this.dirtyHours, this.lookup, this.newFlags]) appender.close();
    this.connection.closeSync();
  }
}
