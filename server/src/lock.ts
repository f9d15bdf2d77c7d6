import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '@banyu/contracts';
import { messageOf } from './message-of.ts';

/** How long a server waits for a command to be done with the data, such as `banyu doctor`, ms. */
const WAIT_MS = 5_000;

/**
 * Keeps a data directory to one server. The lock is SQLite's own file lock: the operating system drops it when
 * the process ends, however it ends, so there is never a stale one. Throws ConfigurationError when it stays taken.
 */
export function lockDataDirectory(path: string, waitMs = WAIT_MS): Disposable {
  const lock = tryLockDataDirectory(path, waitMs);
  if (lock !== undefined) return lock;
  throw new ConfigurationError(
    `Another banyu already runs on ${dirname(path)}. Stop it, or set dataDirectory to another folder.`,
  );
}

/** The same lock; undefined while another process has it. */
export function tryLockDataDirectory(path: string, waitMs = 0): Disposable | undefined {
  const database = openFile(path, waitMs);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw unusable(path, error);
  }
  return { [Symbol.dispose]: () => database.close() };
}

/** SQLite's primary result code for "another connection holds the lock" (https://www.sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function openFile(path: string, waitMs: number): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return new DatabaseSync(path, { timeout: waitMs });
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, cause: unknown): ConfigurationError {
  const reason = messageOf(cause);
  return new ConfigurationError(`Cannot use ${dirname(path)} as the data directory: ${reason}`, { cause });
}
