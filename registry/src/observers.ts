import { ConflictError, InvalidInputError, isId, NotFoundError, type Signature } from '@banyu/contracts';
import type { Kysely } from 'kysely';
import type { Argon2id } from './argon2.ts';
import type { Ledger } from './audit/ledger.ts';
import { quote } from './parse-input.ts';
import { hashSecret, newSecret, unmatchableHash, verifySecret } from './secret.ts';
import type { Tables } from './tables.ts';

/** Somebody who may watch the broker's figures and nothing else. */
export interface Observer {
  readonly name: string;
  /** Unix ms. */
  readonly createdAt: number;
}

/** The observers and their secrets. */
export class Observers {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;
  readonly #argon2id: Argon2id;
  readonly #nobody = unmatchableHash();

  constructor(db: Kysely<Tables>, ledger: Ledger, argon2id: Argon2id) {
    this.#db = db;
    this.#ledger = ledger;
    this.#argon2id = argon2id;
  }

  /**
   * Adds an observer and gives it a secret, which is told here and never again. Throws InvalidInputError, and
   * ConflictError when the name is taken.
   */
  async add(name: string, signature: Partial<Signature> = {}): Promise<string> {
    const attempt = `Cannot add observer ${quote(name)}`;
    if (!isId(name)) {
      throw new InvalidInputError(
        `${attempt}: expected 1 to 48 of a-z, 0-9 and "-", beginning with a letter or digit`,
        { field: 'name' },
      );
    }
    const secret = newSecret();
    const hash = await hashSecret(secret, this.#argon2id);
    await this.#ledger.change(signature, attempt, async (db, page) => {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('observers')
        .values({ name, secret_hash: hash, created_at: page.now })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) {
        throw new ConflictError(`${attempt}: there is one of that name; remove it first`);
      }
      await page.note({ action: 'observer.add', ...subject(name), before: null, after: { name } });
    });
    return secret;
  }

  /** All observers, by name. */
  async list(): Promise<readonly Observer[]> {
    const rows = await this.#db
      .selectFrom('observers')
      .select(['name', 'created_at'])
      .orderBy('name')
      .execute();
    return rows.map((row) => ({ name: row.name, createdAt: row.created_at }));
  }

  /** Refuses the observer from its next log-in on. Throws NotFoundError. */
  async remove(name: string, signature: Partial<Signature> = {}): Promise<void> {
    await this.#ledger.change(signature, 'Cannot remove the observer', async (db, page) => {
      const { numDeletedRows } = await db
        .deleteFrom('observers')
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) throw new NotFoundError(`There is no observer ${quote(name)}`);
      await page.note({ action: 'observer.remove', ...subject(name), before: { name }, after: null });
    });
  }

  /** Whether this is the observer's secret; takes as long when there is no such observer. */
  async identify(name: string, secret: Uint8Array): Promise<boolean> {
    const row = await this.#db
      .selectFrom('observers')
      .select('secret_hash')
      .where('name', '=', name)
      .executeTakeFirst();
    return await verifySecret(secret, row?.secret_hash ?? this.#nobody, this.#argon2id);
  }
}

function subject(name: string): { readonly plant: null; readonly subject: string } {
  return { plant: null, subject: `observer/${name}` };
}
