import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { ConfigurationError, UnavailableError } from '@banyu/contracts';
import { Kysely, SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import type { Tables } from './tables.ts';

// The only file that knows SQLite. Everything else asks through Kysely, in SQL that PostgreSQL understands too.

/** How long a statement waits for another process's write before it gives up. Our transactions last milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** SQLite's primary result code for "another connection holds the lock" (https://www.sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

/** WAL: others read while one writes. FULL: a credential that was shown must outlive a power cut. */
const SETTINGS = 'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on';

/**
 * Opens the registry's file for reading and writing, creating it (mode 0600: it holds credentials' hashes) and its
 * directories where needed. `destroy()` closes it. Throws ConfigurationError when the file cannot be used.
 */
export function openDatabase(path: string, busyTimeoutMs = BUSY_TIMEOUT_MS): Kysely<Tables> {
  const database = openFile(path, { create: true, busyTimeoutMs });
  return new Kysely<Tables>({ dialect: new NodeSqliteDialect({ database: new NodeSqlite(database) }) });
}

/** Opens an existing registry's file for synchronous reading. Throws ConfigurationError when it cannot be used. */
export function openReader(path: string): DatabaseSync {
  return openFile(path, { create: false, busyTimeoutMs: BUSY_TIMEOUT_MS });
}

/** A Kysely that only builds SQL for `openReader`'s connection: it is never executed and opens nothing. */
export function queryBuilder(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: () => Promise.reject(new Error('this Kysely only builds queries')),
    }),
  });
}

/**
 * A number that changes when any other connection, of this process or another, has committed a write
 * (https://www.sqlite.org/pragma.html#pragma_data_version). Some 3 µs.
 */
export function changeCounter(reader: DatabaseSync): () => unknown {
  const statement = reader.prepare('pragma data_version');
  return () => statement.get()?.data_version;
}

function openFile(path: string, options: { create: boolean; busyTimeoutMs: number }): DatabaseSync {
  try {
    if (options.create) createFile(path);
    const database = new DatabaseSync(path, { readOnly: !options.create, timeout: options.busyTimeoutMs });
    try {
      // Either one reads the file, so that a file which is no database is found here.
      translating(() => database.exec(options.create ? SETTINGS : 'pragma schema_version'));
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (cause) {
    if (cause instanceof UnavailableError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const expected = options.create ? 'the path of a registry, or of none yet' : 'a registry that exists';
    throw new ConfigurationError(`Cannot open the registry at "${path}": ${reason}; expected ${expected}`, {
      cause,
    });
  }
}

function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  closeSync(openSync(path, 'a', 0o600));
}

/**
 * Kysely keeps schema changes out of transactions on SQLite, though SQLite is able to roll them back
 * (https://www.sqlite.org/lang_transaction.html). Inside one, two processes that migrate at once take turns.
 */
class NodeSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** What Kysely's SQLite driver asks of a database, over node:sqlite. */
class NodeSqlite implements SqliteDatabase {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * A transaction takes the write lock when it begins: one that reads first and writes later could not wait for
   * another's write to end, but would fail at once (https://www.sqlite.org/isolation.html, BUSY_SNAPSHOT).
   */
  prepare(sql: string): SqliteStatement {
    const text = sql === 'begin' ? 'begin immediate' : sql;
    return new NodeSqliteStatement(translating(() => this.#database.prepare(text)));
  }

  close(): void {
    this.#database.close();
  }
}

class NodeSqliteStatement implements SqliteStatement {
  readonly #statement: StatementSync;
  readonly reader: boolean;

  constructor(statement: StatementSync) {
    this.#statement = statement;
    this.reader = statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return translating(() => this.#statement.all(...parameters.map(bindable)));
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return translating(() => this.#statement.run(...parameters.map(bindable)));
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...parameters.map(bindable));
  }
}

function bindable(value: unknown): SQLInputValue {
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  throw new TypeError(`Cannot bind a ${typeof value} to a statement: expected null, text, a number or bytes`);
}

/** Says "try later" where SQLite says "busy"; every other error passes as it is. */
function translating<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!isBusy(cause)) throw cause;
    throw new UnavailableError(
      'The registry is locked: another process has been writing to it for too long',
      { cause },
    );
  }
}

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' && (code & 0xff) === SQLITE_BUSY;
}
