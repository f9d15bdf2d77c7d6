import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction } from '../in-transaction.ts';
import { bytesHeld } from './bytes-held.ts';
import { LANES, type Lane } from './lane.ts';
import type { Held, WriterRequest } from './writer-protocol.ts';

/** Free space inside the file that is worth giving back to the disk once the journal has run empty. */
const SHRINK_ABOVE_BYTES = 64 * 1_024 * 1_024;

interface LaneStatements {
  readonly insert: StatementSync;
  readonly remove: StatementSync;
  readonly held: StatementSync;
}

/** The writing side of an open journal database. */
export class Committer {
  readonly #database: DatabaseSync;
  readonly #statements: Readonly<Record<Lane, LaneStatements>>;
  readonly #pages: StatementSync;
  readonly #touch: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#pages = database.prepare(
      `SELECT page_count * page_size AS file, freelist_count * page_size AS free
       FROM pragma_page_count, pragma_page_size, pragma_freelist_count`,
    );
    this.#touch = database.prepare('UPDATE about SET journal = journal');
    const prepare = (lane: Lane): LaneStatements => ({
      insert: database.prepare(`INSERT INTO ${lane} (messages, bytes, meta, payload) VALUES (?, ?, ?, ?)`),
      remove: database.prepare(`DELETE FROM ${lane} WHERE id <= ? RETURNING messages, bytes`),
      held: database.prepare(`SELECT messages, bytes FROM ${lane}`),
    });
    this.#statements = { live: prepare('live'), backlog: prepare('backlog') };
  }

  /** What the journal holds. */
  held(): Held {
    return sum(LANES.flatMap((lane) => this.#statements[lane].held.all()));
  }

  /** Writes and deletes in one transaction, on disk when it returns; throws, and nothing is changed, when it fails. */
  commit({ entries, release }: Extract<WriterRequest, { kind: 'commit' }>): {
    freed: Held;
    fileBytes: number;
  } {
    let freed: Held = { messages: 0, bytes: 0 };
    inTransaction(this.#database, () => {
      for (const { lane, messages, meta, buffer, payloadBytes } of entries) {
        const payload = new Uint8Array(buffer, 0, payloadBytes);
        this.#statements[lane].insert.run(messages, bytesHeld(messages, payloadBytes), meta, payload);
      }
      if (entries.length === 0) this.#touch.run(); // So that an empty commit, too, shows whether the disk works.
      if (release !== undefined) {
        freed = sum(LANES.flatMap((lane) => this.#statements[lane].remove.all(release[lane])));
      }
    });
    if (freed.messages > 0 && entries.length === 0) this.#shrinkIfEmpty();
    return { freed, fileBytes: this.#space().file };
  }

  /**
   * After a fault: folds the log into the file, so that no later commit stands on pages of which nobody knows
   * whether they reached the disk. Throws while that cannot be done.
   */
  mend(): void {
    const outcome = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    if (outcome?.busy !== 0) throw new Error('the journal is held by another connection');
  }

  #shrinkIfEmpty(): void {
    if (this.#space().free < SHRINK_ABOVE_BYTES || this.held().messages > 0) return;
    try {
      this.#database.exec('VACUUM');
    } catch {
      // Somebody is reading, or the disk is full: the space is used again, or given back another time.
    }
  }

  #space(): { file: number; free: number } {
    const row = this.#pages.get();
    return { file: Number(row?.file), free: Number(row?.free) };
  }
}

function sum(rows: readonly Record<string, unknown>[]): Held {
  let messages = 0;
  let bytes = 0;
  for (const row of rows) {
    messages += Number(row.messages);
    bytes += Number(row.bytes);
  }
  return { messages, bytes };
}
