import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The journal's file in its directory (beside it SQLite keeps `-wal` and `-shm`). */
export const JOURNAL_FILE = 'journal.db';

/** Entries are blobs of up to 256 KiB: large pages keep the overflow chains short. */
const PAGE_BYTES = 16_384;
/** The write-ahead log is folded into the file at about this size and cut back to it. */
const WAL_BYTES = 16 * 1_024 * 1_024;
/** How long another connection's lock is waited for. */
const BUSY_TIMEOUT_MS = 2_000;

/**
 * Opens the journal's database, creating it where it is missing; reader and writer alike, whoever comes first.
 * A commit returns after fsync (synchronous=FULL in WAL mode).
 */
export function openJournalDatabase(directory: string): DatabaseSync {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, JOURNAL_FILE), { timeout: BUSY_TIMEOUT_MS });
  database.exec(`
    PRAGMA page_size = ${PAGE_BYTES};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${WAL_BYTES / PAGE_BYTES};
    PRAGMA journal_size_limit = ${WAL_BYTES};
  `);
  if (database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'about'`).get() === undefined) {
    createTables(database);
  }
  return database;
}

/**
 * One table a lane. AUTOINCREMENT: an id never comes back, not even after everything was deleted, for cursors
 * are kept elsewhere. `about.journal` tells a new journal from the one a cursor was meant for.
 */
function createTables(database: DatabaseSync): void {
  const columns =
    'id INTEGER PRIMARY KEY AUTOINCREMENT, messages INTEGER NOT NULL, bytes INTEGER NOT NULL, meta BLOB NOT NULL, payload BLOB NOT NULL';
  database.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS about (journal TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS live (${columns}) STRICT;
    CREATE TABLE IF NOT EXISTS backlog (${columns}) STRICT;
    INSERT INTO about SELECT '${randomUUID()}' WHERE NOT EXISTS (SELECT 1 FROM about);
    COMMIT;
  `);
}
