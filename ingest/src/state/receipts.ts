import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { HOUR_MS, type Receipt, type Receipts } from '../receipts.ts';

/**
 * Which hours of receipt have readings that are not sealed yet, and how far the hours are settled: nothing more is
 * taken as received before then. Begins with the first reading ever; where ingest has stored readings before this
 * table was there, with the next full hour.
 */
export class ReceiptTable {
  readonly #insert: StatementSync;
  readonly #before: StatementSync;
  readonly #forget: StatementSync;
  readonly #settle: StatementSync;
  #settledBefore: number;

  /** `now` in Unix ms. */
  constructor(database: DatabaseSync, now: number) {
    database.exec(`
      CREATE TABLE IF NOT EXISTS receipt (
        plant TEXT NOT NULL, device TEXT NOT NULL, hour INTEGER NOT NULL, day INTEGER NOT NULL,
        PRIMARY KEY (hour, plant, device, day)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS settled (before INTEGER NOT NULL) STRICT;
    `);
    const nextHour = Math.ceil(now / HOUR_MS) * HOUR_MS;
    database
      .prepare(
        `INSERT INTO settled SELECT CASE WHEN EXISTS (SELECT 1 FROM cursor) THEN ? ELSE 0 END
         WHERE NOT EXISTS (SELECT 1 FROM settled)`,
      )
      .run(nextHour);
    this.#insert = database.prepare('INSERT OR IGNORE INTO receipt VALUES (?, ?, ?, ?)');
    this.#before = database.prepare(
      'SELECT plant, device, hour, day FROM receipt WHERE hour < ? ORDER BY hour, plant, device, day',
    );
    this.#forget = database.prepare('DELETE FROM receipt WHERE hour < ?');
    this.#settle = database.prepare('UPDATE settled SET before = ?');
    this.#settledBefore = Number(database.prepare('SELECT before FROM settled').get()?.before);
  }

  get settledBefore(): number {
    return this.#settledBefore;
  }

  add(receipts: Receipts): void {
    for (const { plant, device, hour, day } of receipts) this.#insert.run(plant, device, hour, day);
  }

  /** On disk when it returns. */
  settle(before: number): void {
    if (before <= this.#settledBefore) return;
    this.#settle.run(before);
    this.#settledBefore = before;
  }

  /** Receipts of the hours before, by hour, plant, device and day. */
  before(hour: number): readonly Receipt[] {
    return this.#before.all(hour) as unknown as Receipt[];
  }

  forgetBefore(hour: number): void {
    this.#forget.run(hour);
  }
}
