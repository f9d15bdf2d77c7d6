import type { DuckDBConnection } from '@duckdb/node-api';
import { withNewFile } from '../export-file.ts';
import type { StoreSnapshot } from '../store.ts';

/** The name by which the copy's file is attached while it is written. */
const COPY = 'banyu_snapshot';

/** A transaction that goes on seeing what was stored when it began, on a connection of its own. */
export class DuckdbSnapshot implements StoreSnapshot {
  readonly #connection: DuckDBConnection;
  #copying: Promise<void> | undefined;

  /** Takes the connection over. */
  static async open(connection: DuckDBConnection): Promise<DuckdbSnapshot> {
    try {
      await connection.run('BEGIN');
      // A transaction sees the database as it is at its first statement, not at its BEGIN.
      await connection.run('SELECT count(*) FROM meta');
      return new DuckdbSnapshot(connection);
    } catch (error) {
      connection.closeSync();
      throw error;
    }
  }

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /**
   * Table by table through DuckDB, not the file's bytes: those change at any checkpoint, and closing a second handle to
   * the file would drop the lock that this process has on it.
   */
  copyTo(path: string): Promise<void> {
    this.#copying = withNewFile(path, () => this.#copy(path));
    return this.#copying;
  }

  /** Lets what is held go; a copy under way fails. */
  async close(): Promise<void> {
    this.#connection.interrupt();
    await this.#copying?.catch(() => undefined);
    this.#connection.closeSync();
  }

  async #copy(path: string): Promise<void> {
    const name = await this.#databaseName();
    await this.#connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS ${COPY}`);
    try {
      await this.#connection.run(`COPY FROM DATABASE ${name} TO ${COPY}`);
      await this.#connection.run('COMMIT');
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      // Folds the copy's log into its file.
      await this.#connection.run(`DETACH ${COPY}`);
    }
  }

  /** DuckDB names a database after its file. */
  async #databaseName(): Promise<string> {
    const result = await this.#connection.runAndReadAll('SELECT current_database()');
    return `"${String(result.getRows()[0]?.[0]).replaceAll('"', '""')}"`;
  }
}
