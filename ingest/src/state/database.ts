import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export const STATE_FILE = 'state.db';

/**
 * Opens what ingest remembers beside the readings, creating it where it is missing: how far the journal is stored,
 * rejects, events, and what is known of each device. One transaction moves all of it.
 */
export function openStateDatabase(directory: string): DatabaseSync {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, STATE_FILE), { timeout: 1_000 });
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = ${16 * 1_024 * 1_024};

    CREATE TABLE IF NOT EXISTS cursor (
      journal TEXT PRIMARY KEY, live INTEGER NOT NULL, backlog INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS reject (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      receivedAt INTEGER NOT NULL, plant TEXT NOT NULL, device TEXT NOT NULL,
      scope TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
      parameter TEXT, t REAL, payload TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS reject_plant ON reject (plant, id);
    CREATE INDEX IF NOT EXISTS reject_device ON reject (device, id);

    CREATE TABLE IF NOT EXISTS reject_count (
      plant TEXT NOT NULL, device TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL,
      PRIMARY KEY (plant, device, reason)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS event (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      receivedAt INTEGER NOT NULL, plant TEXT NOT NULL, device TEXT NOT NULL,
      kind TEXT NOT NULL, t INTEGER, parameter TEXT, note TEXT, payload TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS event_plant ON event (plant, id);
    CREATE INDEX IF NOT EXISTS event_device ON event (device, id);

    CREATE TABLE IF NOT EXISTS device (
      device TEXT PRIMARY KEY, plant TEXT NOT NULL,
      messages INTEGER NOT NULL, repeated INTEGER NOT NULL,
      lastMessageAt INTEGER, status TEXT, statusAt INTEGER
    ) STRICT, WITHOUT ROWID;
  `);
  return database;
}
