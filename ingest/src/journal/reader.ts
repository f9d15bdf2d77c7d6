import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { openJournalDatabase } from './database.ts';
import { type Entry, readEntry } from './entry.ts';
import type { JournalCursor, Lane } from './lane.ts';

/** Reads a journal by its own connection, in any thread or process, while the writer goes on. */
export class JournalReader {
  /** Names this journal: a cursor of another one means nothing here. */
  readonly journal: string;
  readonly #database: DatabaseSync;
  readonly #next: Readonly<Record<Lane, StatementSync>>;
  readonly #last: StatementSync;

  constructor(directory: string) {
    this.#database = openJournalDatabase(directory);
    this.#database.exec('PRAGMA query_only = 1');
    this.journal = String(this.#database.prepare('SELECT journal FROM about').get()?.journal);
    const prepare = (lane: Lane) =>
      this.#database.prepare(`SELECT id, meta, payload FROM ${lane} WHERE id > ? ORDER BY id LIMIT 1`);
    this.#last = this.#database.prepare(
      'SELECT (SELECT max(id) FROM live) AS live, (SELECT max(id) FROM backlog) AS backlog',
    );
    this.#next = { live: prepare('live'), backlog: prepare('backlog') };
  }

  /** The first entry of the lane after `after`, or undefined when there is none yet. */
  next(lane: Lane, after: number): Entry | undefined {
    const row = this.#next[lane].get(after) as
      | { id: number; meta: Uint8Array; payload: Uint8Array }
      | undefined;
    return row === undefined ? undefined : readEntry(row.id, row.meta, row.payload);
  }

  /** The newest entry of each lane that was not released; 0 where there is none. */
  last(): JournalCursor {
    const row = this.#last.get();
    return { live: Number(row?.live ?? 0), backlog: Number(row?.backlog ?? 0) };
  }

  close(): void {
    this.#database.close();
  }
}
