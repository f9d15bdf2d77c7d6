import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Reject, type RejectReason } from '@banyu/contracts';
import type { RejectCount, Rejects } from '../rejects.ts';
import { type PageQuery, readPage } from './page.ts';

export interface RejectQuery extends PageQuery {
  readonly reason?: RejectReason;
}

export interface RejectPage {
  /** Newest first. */
  readonly rejects: readonly Reject[];
  /** Pass as `before` for the page after this one; null at the end. */
  readonly next: number | null;
}

/** Counters kept apart by plant, device and reason; names made up beyond that share one, of no plant and device. */
const COUNTERS_LIMIT = 100_000;

/** Rejects: the newest `keep` of them, and counts that are never reset. */
export class RejectTable {
  readonly #database: DatabaseSync;
  readonly #keep: number;
  readonly #insert: StatementSync;
  readonly #trim: StatementSync;
  readonly #count: StatementSync;
  readonly #addToCount: StatementSync;
  #counters: number;

  constructor(database: DatabaseSync, keep: number) {
    this.#database = database;
    this.#keep = keep;
    this.#insert = database.prepare(
      `INSERT INTO reject (receivedAt, plant, device, scope, reason, detail, parameter, t, payload)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#trim = database.prepare('DELETE FROM reject WHERE id <= ?');
    this.#count = database.prepare(
      'UPDATE reject_count SET count = count + ? WHERE plant = ? AND device = ? AND reason = ?',
    );
    this.#addToCount = database.prepare(
      `INSERT INTO reject_count VALUES (?, ?, ?, ?)
       ON CONFLICT (plant, device, reason) DO UPDATE SET count = count + excluded.count`,
    );
    this.#counters = Number(database.prepare('SELECT count(*) AS n FROM reject_count').get()?.n);
  }

  add(rejects: Rejects): void {
    let last = 0;
    for (const reject of rejects.kept.slice(-this.#keep)) {
      const { receivedAt, plant, device, scope, reason, detail, parameter, t, payload } = reject;
      const { lastInsertRowid } = this.#insert.run(
        ...[receivedAt, plant, device, scope, reason, detail, parameter, t, payload],
      );
      last = Number(lastInsertRowid);
    }
    if (last > this.#keep) this.#trim.run(last - this.#keep);
    for (const { plant, device, reason, count } of rejects.counts()) {
      const { changes } = this.#count.run(count, plant, device, reason);
      if (changes > 0) continue;
      const known = this.#counters < COUNTERS_LIMIT;
      if (known) this.#counters += 1;
      this.#addToCount.run(known ? plant : '', known ? device : '', reason, count);
    }
  }

  page(query: RejectQuery): RejectPage {
    const { rows, next } = readPage(this.#database, 'reject', { ...query });
    return { rejects: rows.map((row) => Reject.parse(row)), next };
  }

  counts(): RejectCount[] {
    const rows = this.#database.prepare('SELECT plant, device, reason, count FROM reject_count').all();
    return rows.map((row) => row as unknown as RejectCount);
  }
}
