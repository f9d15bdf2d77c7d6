import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/** Acknowledged messages are forgotten together, so late, ms; forgotten too late, they are sent twice and count once. */
const FORGET_AFTER_MS = 250;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    payload TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    samples INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS dropped (samples INTEGER NOT NULL) STRICT;
  INSERT INTO dropped SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM dropped);
`;

/**
 * @typedef {object} Message
 * @property {number} id
 * @property {string} payload the contract's telemetry message, the same each time it is sent
 */

/**
 * Messages of one device that the server has not acknowledged, in a SQLite file. A message gets its number when it is
 * taken in and keeps it, so that sent twice it counts once. What `append` took lies on disk (fsync) when it returns.
 * Beyond the bound the oldest go, and are counted.
 */
export class Backlog {
  #database;
  #sql;
  #maxBytes;
  #boot = randomBytes(9).toString('base64url');
  #seq = 0;
  #onError;
  #bytes;
  #samples;
  #dropped;
  /** @type {number[]} */
  #acknowledged = [];
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * Throws Error when the file cannot be opened, or another process has it.
   *
   * @param {string} path
   * @param {{ maxBytes: number; onError: (error: Error) => void }} options `maxBytes` counts payloads; `onError` is told
   *   when acknowledged messages could not be forgotten
   */
  constructor(path, { maxBytes, onError }) {
    this.#maxBytes = maxBytes;
    this.#onError = onError;
    try {
      this.#database = new DatabaseSync(path);
      this.#database.exec('PRAGMA locking_mode = EXCLUSIVE');
      this.#database.exec('PRAGMA journal_mode = WAL');
      this.#database.exec('PRAGMA synchronous = FULL');
      this.#database.exec(SCHEMA);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(
        `cannot open the backlog at "${path}": ${reason}. It must be writable, and no other Node-RED may use it`,
        { cause },
      );
    }
    this.#sql = {
      insert: this.#database.prepare('INSERT INTO message (payload, bytes, samples) VALUES (?, ?, ?)'),
      oldest: this.#database.prepare(
        'SELECT id, bytes, samples FROM message WHERE id > ? ORDER BY id LIMIT 1',
      ),
      next: this.#database.prepare('SELECT id, payload FROM message WHERE id > ? ORDER BY id LIMIT ?'),
      size: this.#database.prepare('SELECT bytes, samples FROM message WHERE id = ?'),
      remove: this.#database.prepare('DELETE FROM message WHERE id = ?'),
      countDropped: this.#database.prepare('UPDATE dropped SET samples = samples + ?'),
    };
    const size = this.#database
      .prepare('SELECT coalesce(sum(bytes), 0) AS bytes, coalesce(sum(samples), 0) AS samples FROM message')
      .get();
    this.#bytes = Number(size?.bytes);
    this.#samples = Number(size?.samples);
    this.#dropped = Number(this.#database.prepare('SELECT samples FROM dropped').get()?.samples);
  }

  /** Samples that wait for an acknowledgement. */
  get samples() {
    return this.#samples;
  }

  /** Samples that had to go because there was no room, since the file was made. */
  get dropped() {
    return this.#dropped;
  }

  /**
   * Takes samples in, all or none. Throws Error when the disk does not.
   *
   * @param {readonly { readonly json: string; readonly samples: number }[]} parts a message each
   * @param {{ sentUpTo: number }} options messages up to this one are on their way and are not dropped
   */
  append(parts, { sentUpTo }) {
    const before = { bytes: this.#bytes, samples: this.#samples, dropped: this.#dropped };
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const id of this.#acknowledged) this.#sql.remove.run(id);
      for (const { json, samples } of parts) {
        const payload = `{"v":1,"boot":"${this.#boot}","seq":${this.#seq},"samples":[${json}]}`;
        this.#seq += 1;
        this.#makeRoom(payload.length, sentUpTo);
        this.#sql.insert.run(payload, payload.length, samples);
        this.#bytes += payload.length;
        this.#samples += samples;
      }
      this.#database.exec('COMMIT');
      this.#acknowledged = [];
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#bytes = before.bytes;
      this.#samples = before.samples;
      this.#dropped = before.dropped;
      throw error;
    }
  }

  /**
   * The oldest messages after one, at most so many.
   *
   * @param {number} after
   * @param {number} most
   * @returns {Message[]}
   */
  next(after, most) {
    return this.#sql.next
      .all(after, most)
      .map(({ id, payload }) => ({ id: Number(id), payload: String(payload) }));
  }

  /**
   * The server has it.
   *
   * @param {number} id
   */
  acknowledge(id) {
    const size = this.#sql.size.get(id);
    if (size === undefined || this.#acknowledged.includes(id)) return;
    this.#bytes -= Number(size.bytes);
    this.#samples -= Number(size.samples);
    this.#acknowledged.push(id);
    this.#timer ??= setTimeout(() => this.#forget(), FORGET_AFTER_MS);
  }

  close() {
    clearTimeout(this.#timer);
    this.#forget();
    this.#database.close();
  }

  #forget() {
    this.#timer = undefined;
    const ids = this.#acknowledged;
    if (ids.length === 0) return;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const id of ids) this.#sql.remove.run(id);
      this.#database.exec('COMMIT');
      this.#acknowledged = [];
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      // They stay in the list: the next acknowledgement tries again.
      this.#onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /**
   * @param {number} bytes
   * @param {number} sentUpTo
   */
  #makeRoom(bytes, sentUpTo) {
    while (this.#bytes + bytes > this.#maxBytes) {
      const oldest = this.#sql.oldest.get(sentUpTo);
      if (oldest === undefined) return;
      this.#sql.remove.run(Number(oldest.id));
      this.#sql.countDropped.run(Number(oldest.samples));
      this.#bytes -= Number(oldest.bytes);
      this.#samples -= Number(oldest.samples);
      this.#dropped += Number(oldest.samples);
    }
  }
}
