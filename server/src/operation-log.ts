import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** When something was so: `spans` ascending; outside of them, and after `since`, it was not. Unix ms. */
export interface Watched {
  readonly since: number;
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

/** The part of a logger that it uses. */
export interface OperationLogLog {
  warn(facts: object, message: string): void;
}

/** A heartbeat that is this late found the process asleep: it served nobody meanwhile. */
const ASLEEP_MS = 30_000;

/** Connections that are kept, the newest; at the limit the oldest go, and their time counts as not watched. */
const CONNECTIONS_KEPT = 1_000_000;

/**
 * When this server ran and took deliveries, and when devices were connected to it: what tells our own faults from those
 * of devices and networks. Written with each heartbeat, so that a crash loses no more than what was since the last one.
 */
export class OperationLog {
  readonly #database: DatabaseSync;
  readonly #clock: () => number;
  readonly #log: OperationLogLog;
  readonly #beat: StatementSync;
  readonly #begin: StatementSync;
  readonly #connect: StatementSync;
  readonly #disconnect: StatementSync;
  /** The span that is being served; undefined while deliveries are refused. */
  #serving: number | undefined;
  #lastBeat: number;
  #waiting: { readonly device: string; readonly online: boolean; readonly at: number }[] = [];
  #isFailing = false;

  /** `watchesDevices`: whether devices connect to this process; what they do elsewhere is not seen. */
  constructor(options: {
    readonly path: string;
    readonly clock: () => number;
    readonly watchesDevices: boolean;
    readonly log: OperationLogLog;
  }) {
    mkdirSync(dirname(options.path), { recursive: true });
    this.#clock = options.clock;
    this.#log = options.log;
    this.#database = new DatabaseSync(options.path, { timeout: 1_000 });
    this.#database.exec(SCHEMA);
    this.#beat = this.#database.prepare('UPDATE serving SET ended = ? WHERE id = ?');
    this.#begin = this.#database.prepare('INSERT INTO serving (began, ended) VALUES (?, ?)');
    this.#connect = this.#database.prepare(
      `INSERT INTO connection (device, began) SELECT ?1, ?2
       WHERE NOT EXISTS (SELECT 1 FROM connection WHERE device = ?1 AND ended IS NULL)`,
    );
    this.#disconnect = this.#database.prepare(
      'UPDATE connection SET ended = max(began, ?) WHERE device = ? AND ended IS NULL',
    );
    this.#lastBeat = options.clock();
    // What a crash left open ended with the last heartbeat, as far as anyone knows.
    this.#database.exec(
      `UPDATE connection SET ended = max(began, coalesce((SELECT max(ended) FROM serving), began)) WHERE ended IS NULL`,
    );
    if (options.watchesDevices) {
      this.#database
        .prepare(`INSERT INTO since VALUES ('devices', ?) ON CONFLICT DO NOTHING`)
        .run(this.#lastBeat);
    } else {
      this.#database.exec(`DELETE FROM since WHERE what = 'devices'`);
    }
    this.#prune();
  }

  /** A device came or went, at `at`, Unix ms. */
  connection(device: string, online: boolean, at: number): void {
    this.#waiting.push({ device, online, at });
  }

  /** To be called every few seconds: notes that the process runs, and whether it takes deliveries. */
  beat(accepting: boolean): void {
    const now = this.#clock();
    try {
      if (now - this.#lastBeat > ASLEEP_MS) this.#serving = undefined;
      if (this.#serving !== undefined) this.#beat.run(now, this.#serving);
      if (!accepting) this.#serving = undefined;
      else this.#serving ??= Number(this.#begin.run(now, now).lastInsertRowid);
      this.#write();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#log.warn({ err: error }, 'the log of operation could not be written');
      this.#isFailing = true;
    }
    this.#lastBeat = now;
  }

  /** When the server took deliveries, as far as it meets [from, to); undefined when it never did. */
  serving({ from, to }: { readonly from: number; readonly to: number }): Watched | undefined {
    const first = this.#database.prepare('SELECT min(began) AS since FROM serving').get()?.since;
    if (typeof first !== 'number') return undefined;
    const rows = this.#database
      .prepare('SELECT id, began, ended FROM serving WHERE ended >= ? AND began < ? ORDER BY began')
      .all(from, to);
    const spans = rows.map(({ id, began, ended }) => ({
      from: Number(began),
      to: id === this.#serving ? Number.POSITIVE_INFINITY : Number(ended),
    }));
    // Outside of the question nothing is said, so nothing is known there.
    return { since: Math.max(first, from), spans };
  }

  /** When a device was connected, as far as it meets [from, to); undefined when nobody watches. */
  connected(
    device: string,
    { from, to }: { readonly from: number; readonly to: number },
  ): Watched | undefined {
    const since = this.#database.prepare(`SELECT at FROM since WHERE what = 'devices'`).get()?.at;
    if (typeof since !== 'number') return undefined;
    this.#write();
    const rows = this.#database
      .prepare(
        `SELECT began, ended FROM connection WHERE device = ? AND began < ? AND (ended IS NULL OR ended >= ?)
         ORDER BY began`,
      )
      .all(device, to, from);
    const spans = rows.map(({ began, ended }) => ({
      from: Number(began),
      to: ended === null ? Number.POSITIVE_INFINITY : Number(ended),
    }));
    return { since: Math.max(since, from), spans };
  }

  close(): void {
    if (this.#serving !== undefined) this.beat(true);
    this.#database.close();
  }

  #write(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const { device, online, at } of waiting) {
        if (online) this.#connect.run(device, at);
        else this.#disconnect.run(at, device);
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      // Kept for the next attempt, within limits.
      this.#waiting = waiting.slice(-CONNECTIONS_KEPT);
      throw error;
    }
    this.#waiting = [];
  }

  #prune(): void {
    const oldest = this.#database
      .prepare('SELECT id, began FROM connection ORDER BY id DESC LIMIT 1 OFFSET ?')
      .get(CONNECTIONS_KEPT);
    if (oldest === undefined) return;
    this.#database.prepare('DELETE FROM connection WHERE id <= ?').run(Number(oldest.id));
    this.#database
      .prepare(`UPDATE since SET at = max(at, ?) WHERE what = 'devices'`)
      .run(Number(oldest.began));
  }
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA journal_size_limit = 4194304;
  CREATE TABLE IF NOT EXISTS serving (
    id INTEGER PRIMARY KEY AUTOINCREMENT, began INTEGER NOT NULL, ended INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS serving_ended ON serving (ended);
  CREATE TABLE IF NOT EXISTS connection (
    id INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS connection_device ON connection (device, began);
  CREATE INDEX IF NOT EXISTS connection_open ON connection (device) WHERE ended IS NULL;
  CREATE TABLE IF NOT EXISTS since (what TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;
