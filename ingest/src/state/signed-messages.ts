import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A message that its device signed: what shows a third party that the device said so. */
export interface SignedTelemetry {
  readonly plant: string;
  readonly device: string;
  /** When the server received it, Unix ms: the time that its readings carry. */
  receivedAt: number;
  /** The first and last time of measurement in it, Unix ms. */
  readonly first: number;
  readonly last: number;
  /** The id of the key. */
  readonly key: string;
  /** The message without its end, see message-signature.ts of the contracts; and the signature, 64 bytes. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

const COLUMNS = 'plant, device, receivedAt, first, last, key, signed, signature';

/** Signed messages, for as long as raw readings are kept. */
export class SignedMessageTable {
  readonly #insert: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    database.exec(`
      CREATE TABLE IF NOT EXISTS signed_message (
        plant TEXT NOT NULL, device TEXT NOT NULL, receivedAt INTEGER NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL,
        key TEXT NOT NULL, signed BLOB NOT NULL, signature BLOB NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX IF NOT EXISTS signed_message_received
        ON signed_message (plant, device, receivedAt, signature);
      CREATE INDEX IF NOT EXISTS signed_message_measured ON signed_message (plant, device, last);
      CREATE INDEX IF NOT EXISTS signed_message_age ON signed_message (last);
    `);
    // A journal that is gone through again brings the same ones again.
    this.#insert = database.prepare(
      `INSERT OR IGNORE INTO signed_message (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#forget = database.prepare('DELETE FROM signed_message WHERE last < ?');
  }

  add(messages: readonly SignedTelemetry[]): void {
    for (const { plant, device, receivedAt, first, last, key, signed, signature } of messages)
      this.#insert.run(plant, device, receivedAt, first, last, key, signed, signature);
  }

  /** Lets go of those with measurements before a time only, Unix ms. */
  forgetBefore(t: number): void {
    this.#forget.run(t);
  }
}

export interface SignedMessageQuery {
  readonly plant: string;
  readonly device: string;
  /** Received in `from` ≤ t < `to`, or with measurements in it, Unix ms. */
  readonly by: 'received' | 'measured';
  readonly from: number;
  readonly to: number;
}

/** Reads signed messages of a database, in the order they came. */
export function readSignedMessages(database: DatabaseSync, query: SignedMessageQuery): SignedTelemetry[] {
  const { plant, device, by, from, to } = query;
  const range = by === 'received' ? 'receivedAt >= ? AND receivedAt < ?' : 'last >= ? AND first < ?';
  return database
    .prepare(
      `SELECT ${COLUMNS} FROM signed_message WHERE plant = ? AND device = ? AND ${range} ORDER BY receivedAt, rowid`,
    )
    .all(plant, device, from, to) as unknown as SignedTelemetry[];
}
