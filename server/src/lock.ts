import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '@banyu/contracts';

/**
 * Keeps a data directory to one server. The lock is SQLite's own file lock: the operating system drops it when
 * the process ends, however it ends, so there is never a stale one. Throws ConfigurationError when it is taken.
 */
export function lockDataDirectory(path: string): Disposable {
  const database = openFile(path);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    database.close();
    throw new ConfigurationError(
      `Another banyu already runs on ${dirname(path)}. Stop it, or set dataDirectory to another folder.`,
      { cause: error },
    );
  }
  return { [Symbol.dispose]: () => database.close() };
}

function openFile(path: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw new ConfigurationError(
      `Cannot use ${dirname(path)} as the data directory: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
