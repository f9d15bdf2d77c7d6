import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ConfigurationError } from '@banyu/contracts';
import type { Clock } from './clock.ts';
import { DeviceBacklog } from './device-backlog.ts';
import { GroupCommit, type GroupMember } from './group-commit.ts';
import type { Random } from './ports.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS device (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    boots INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sample (
    device INTEGER NOT NULL,
    id INTEGER NOT NULL,
    body TEXT NOT NULL,
    boot TEXT,
    seq INTEGER,
    PRIMARY KEY (device, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS interval (
    name TEXT PRIMARY KEY,
    configured_ms INTEGER NOT NULL,
    asked_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** Writes that nobody has to be told of. */
const NOBODY: GroupMember = { undone: () => {} };

/** The statements of all devices, prepared once. */
export interface BacklogStatements {
  readonly device: StatementSync;
  readonly addDevice: StatementSync;
  readonly countBoot: StatementSync;
  readonly insert: StatementSync;
  readonly waiting: StatementSync;
  readonly number: StatementSync;
  readonly acknowledge: StatementSync;
  readonly count: StatementSync;
  readonly formed: StatementSync;
  readonly dropOldest: StatementSync;
  readonly countDropped: StatementSync;
}

/** A device that wants a share of the backlog. */
export interface BacklogUser {
  readonly name: string;
  /** At most so many samples wait. */
  readonly maxSamples: number;
  readonly random: Random;
  /** So many samples did not get to the disk, and are lost. */
  lost(samples: number, error: unknown): void;
}

/**
 * What the devices of one process have sampled and not yet seen acknowledged, in one SQLite file, which closes with
 * the last lease. All their writes share a commit each few milliseconds.
 *
 * Promise: what `whenKept` has called for is there after the process was killed (the write-ahead log is written to the
 * kernel at each commit). With synchronous=NORMAL it is flushed to the disk at checkpoints only, so a power cut may
 * take the last samples, and never more: a number that is forgotten so is not given again, for boot ids hold chance.
 */
export class Backlog {
  readonly #database: DatabaseSync;
  readonly #statements: BacklogStatements;
  readonly #group: GroupCommit;
  #leases = 0;

  /** Throws ConfigurationError when the file cannot be opened or another process has it. */
  constructor(path: string, clock: Clock) {
    try {
      const database = new DatabaseSync(path);
      // One process owns the file, so SQLite needs no shared memory, and a second one is told at once.
      database.exec('PRAGMA locking_mode = EXCLUSIVE');
      database.exec('PRAGMA journal_mode = WAL');
      database.exec('PRAGMA synchronous = NORMAL');
      database.exec(SCHEMA);
      this.#database = database;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ConfigurationError(
        `Cannot open the devices' backlog at "${path}": ${reason}. It must be writable and used by one process.`,
        { cause },
      );
    }
    this.#group = new GroupCommit(this.#database, clock);
    const sql = (text: string): StatementSync => this.#database.prepare(text);
    this.#statements = {
      device: sql('SELECT id, boots, dropped FROM device WHERE name = ?'),
      addDevice: sql('INSERT INTO device (name) VALUES (?)'),
      countBoot: sql('UPDATE device SET boots = boots + 1 WHERE id = ?'),
      insert: sql('INSERT INTO sample (device, id, body) VALUES (?, ?, ?)'),
      waiting: sql(
        'SELECT id, body FROM sample WHERE device = ? AND id > ? AND id <= ? AND boot IS NULL ORDER BY id LIMIT ?',
      ),
      number: sql(
        'UPDATE sample SET boot = ?, seq = ? WHERE device = ? AND id BETWEEN ? AND ? AND boot IS NULL',
      ),
      acknowledge: sql('DELETE FROM sample WHERE device = ? AND id BETWEEN ? AND ? AND boot = ? AND seq = ?'),
      count: sql('SELECT count(*) AS samples, max(id) AS newest FROM sample WHERE device = ?'),
      formed: sql('SELECT id, body, boot, seq FROM sample WHERE device = ? AND boot IS NOT NULL ORDER BY id'),
      dropOldest: sql(
        `DELETE FROM sample WHERE device = ?
          AND id = (SELECT id FROM sample WHERE device = ? AND boot IS NULL ORDER BY id LIMIT 1)`,
      ),
      countDropped: sql('UPDATE device SET dropped = dropped + 1 WHERE id = ?'),
    };
  }

  /** A device's share of it, for one boot: counts the boot and names it. */
  device({ name, maxSamples, random, lost }: BacklogUser): DeviceBacklog {
    const row = this.#deviceRow(name);
    const boots = Number(row?.boots) + 1;
    const id = Number(row?.id);
    // Were it undone, the count would lag behind, and no more.
    this.#group.write(NOBODY, () => this.#statements.countBoot.run(id));
    // The counter alone would begin again with a lost file, and its numbers with it.
    const boot = `${boots}-${Math.floor(random() * 2 ** 48).toString(36)}`;
    return new DeviceBacklog(this.#statements, this.#group, {
      id,
      boot,
      maxSamples,
      dropped: Number(row?.dropped),
      lost,
      close: this.lease(),
    });
  }

  /** A device's row; a new one is on disk when this returns, because samples will refer to it. */
  #deviceRow(name: string): ReturnType<StatementSync['get']> {
    const row = this.#statements.device.get(name);
    if (row !== undefined) return row;
    this.#group.commit();
    this.#statements.addDevice.run(name);
    return this.#statements.device.get(name);
  }

  /** Keeps the file open until the result is called, once. */
  lease(): () => void {
    this.#leases += 1;
    return () => {
      this.#leases -= 1;
      if (this.#leases > 0) return;
      this.#group.commit();
      this.#database.close();
    };
  }

  /** The sampling interval that a device was last asked to keep, ms; the configured one when that has changed since. */
  intervalMs(name: string, configuredMs: number): number {
    const row = this.#database
      .prepare('SELECT configured_ms, asked_ms FROM interval WHERE name = ?')
      .get(name);
    return row?.configured_ms === configuredMs ? Number(row.asked_ms) : configuredMs;
  }

  keepIntervalMs(name: string, configuredMs: number, askedMs: number): void {
    this.#group.commit();
    this.#database
      .prepare('INSERT OR REPLACE INTO interval (name, configured_ms, asked_ms) VALUES (?, ?, ?)')
      .run(name, configuredMs, askedMs);
  }
}
