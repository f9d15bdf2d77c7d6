import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '@banyu/contracts';
import { STATE_FILE } from '../state/database.ts';
import {
  readSignedMessages,
  type SignedMessageQuery,
  type SignedTelemetry,
} from '../state/signed-messages.ts';

/** The signed messages of a data directory, to be read: empty where none were ever kept. */
export class SignedBook {
  readonly #database: DatabaseSync | undefined;

  /** `stateDirectory`: ingest's. Throws ConfigurationError when its file cannot be read. */
  constructor(stateDirectory: string) {
    const path = join(stateDirectory, STATE_FILE);
    try {
      const database = existsSync(path)
        ? new DatabaseSync(path, { readOnly: true, timeout: 2_000 })
        : undefined;
      const tables = database?.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'signed_message'").get();
      if (tables === undefined) database?.close();
      this.#database = tables === undefined ? undefined : database;
    } catch (cause) {
      throw new ConfigurationError(`Cannot read the signed messages in "${path}": ${String(cause)}`, {
        cause,
      });
    }
  }

  /** In the order they came. */
  messages(query: SignedMessageQuery): readonly SignedTelemetry[] {
    return this.#database === undefined ? [] : readSignedMessages(this.#database, query);
  }

  close(): void {
    this.#database?.close();
  }
}
