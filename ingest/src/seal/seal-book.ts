import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '@banyu/contracts';
import { inTransaction } from '../in-transaction.ts';
import type { Round, Seal } from './chain.ts';

const APPEND_ONLY = ['seal', 'round'].flatMap((table) =>
  ['update', 'delete'].map(
    (what) => `
      CREATE TRIGGER IF NOT EXISTS ${table}_no_${what} BEFORE ${what} ON ${table}
      BEGIN SELECT raise(ABORT, '${table} is append-only: no ${what}'); END;`,
  ),
);

/** Numbers as they are, were they changed to something that no whole number of JavaScript is. */
const SEAL = `plant, device, CAST(n AS REAL) AS n, CAST(round AS REAL) AS round, CAST(hour AS REAL) AS hour,
  CAST(count AS REAL) AS count, CAST(first AS REAL) AS first, CAST(last AS REAL) AS last, content, previous, hash`;
const ROUND = `CAST(n AS REAL) AS n, CAST("from" AS REAL) AS "from", CAST("to" AS REAL) AS "to", newest, previous, hash`;

export interface SealQuery {
  readonly plant?: string;
  readonly device?: string;
}

/** The seals and rounds of an installation, in a file that can only grow. */
export class SealBook {
  readonly #database: DatabaseSync;

  /** Opens or creates the file; read only, it has to be there. Throws ConfigurationError. */
  constructor(path: string, options: { readonly readOnly?: boolean } = {}) {
    const { readOnly = false } = options;
    try {
      if (!readOnly) mkdirSync(dirname(path), { recursive: true });
      this.#database = new DatabaseSync(path, { readOnly, timeout: 2_000 });
      if (!readOnly) this.#database.exec(SCHEMA);
    } catch (cause) {
      throw new ConfigurationError(
        `Cannot open the seals at "${path}": ${String(cause)}. The server makes them; was it ever started on this data directory?`,
        { cause },
      );
    }
  }

  lastRound(): Round | undefined {
    return this.#database.prepare(`SELECT ${ROUND} FROM round ORDER BY round.n DESC LIMIT 1`).get() as
      | Round
      | undefined;
  }

  round(n: number): Round | undefined {
    return this.#database.prepare(`SELECT ${ROUND} FROM round WHERE round.n = ?`).get(n) as Round | undefined;
  }

  /** In order of their numbers. */
  rounds(): Iterable<Round> {
    return this.#database
      .prepare(`SELECT ${ROUND} FROM round ORDER BY round.n`)
      .iterate() as unknown as Iterable<Round>;
  }

  /** By plant, device and number. */
  seals({ plant, device }: SealQuery = {}): Iterable<Seal> {
    return this.#database
      .prepare(
        `SELECT ${SEAL} FROM seal WHERE plant = coalesce(?, plant) AND device = coalesce(?, device)
         ORDER BY plant, device, seal.n`,
      )
      .iterate(plant ?? null, device ?? null) as unknown as Iterable<Seal>;
  }

  /** By the rounds they were made in. */
  byRound(): Iterable<Seal> {
    return this.#database
      .prepare(`SELECT ${SEAL} FROM seal ORDER BY seal.round, plant, device, seal.n`)
      .iterate() as unknown as Iterable<Seal>;
  }

  /** The newest seal of each device at the end of a round. */
  newest(round: number): readonly Seal[] {
    return this.#database
      .prepare(`SELECT ${SEAL}, max(seal.n) AS newest FROM seal WHERE seal.round <= ? GROUP BY plant, device`)
      .all(round)
      .map(({ newest: _, ...seal }) => seal as unknown as Seal);
  }

  /** A round and the seals made in it: all of it is on disk when this returns, or nothing. */
  append(round: Round, seals: readonly Seal[]): void {
    const db = this.#database;
    const addSeal = db.prepare('INSERT INTO seal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    inTransaction(db, () => {
      for (const s of seals) {
        addSeal.run(
          ...[s.plant, s.device, s.n, s.round, s.hour, s.count, s.first, s.last, s.content],
          ...[s.previous, s.hash],
        );
      }
      const { n, from, to, newest, previous, hash } = round;
      db.prepare('INSERT INTO round VALUES (?, ?, ?, ?, ?, ?)').run(n, from, to, newest, previous, hash);
    });
  }

  close(): void {
    this.#database.close();
  }
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA recursive_triggers = 1; -- INSERT OR REPLACE fires the triggers of a deletion
  CREATE TABLE IF NOT EXISTS seal (
    plant TEXT NOT NULL, device TEXT NOT NULL, n INTEGER NOT NULL, round INTEGER NOT NULL,
    hour INTEGER NOT NULL, count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    content TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (plant, device, n)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS round (
    n INTEGER PRIMARY KEY, "from" INTEGER NOT NULL, "to" INTEGER NOT NULL,
    newest TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  ${APPEND_ONLY.join('\n')}
`;
