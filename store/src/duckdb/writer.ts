import { BIGINT, DOUBLE, type DuckDBConnection, UINTEGER, UTINYINT } from '@duckdb/node-api';
import { TableAppender } from './table-appender.ts';

/** The one connection that writes, with what it appends by. */
export class Writer {
  readonly connection: DuckDBConnection;
  readonly readings: TableAppender;
  readonly dirtyHours: TableAppender;
  /** A table of questions, gone with the connection: see `lookup.ts`. */
  readonly lookup: TableAppender;

  constructor(connection: DuckDBConnection) {
    this.connection = connection;
    const readingTypes = [UINTEGER, BIGINT, DOUBLE, UTINYINT, UINTEGER, BIGINT];
    this.readings = new TableAppender(connection, readingTypes, 'reading_new');
    this.dirtyHours = new TableAppender(connection, [UINTEGER, BIGINT], 'dirty_hour');
    this.lookup = new TableAppender(connection, [UINTEGER, UINTEGER, BIGINT], 'lookup', 'temp');
  }

  close(): void {
    for (const appender of [this.readings, this.dirtyHours, this.lookup]) appender.close();
    this.connection.closeSync();
  }
}
