import { existsSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';

/** Pages copied in one go, off this thread; between two goes a close is noticed. */
const PAGES_AT_ONCE = 4_096;
const BUSY_TIMEOUT_MS = 2_000;

/** A SQLite file as it is now, whatever is written to it since: a read transaction on a connection of its own. */
export class SqliteSnapshot implements Disposable {
  readonly #database: DatabaseSync;

  /** Undefined when there is no such file. Throws what SQLite throws. */
  static open(path: string): SqliteSnapshot | undefined {
    return existsSync(path) ? new SqliteSnapshot(path) : undefined;
  }

  private constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      // A transaction sees the file as it is at its first read, not at its BEGIN.
      this.#database.exec('PRAGMA query_only = 1; BEGIN; SELECT count(*) FROM sqlite_schema');
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  async copyTo(path: string): Promise<void> {
    await backup(this.#database, path, { rate: PAGES_AT_ONCE });
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
