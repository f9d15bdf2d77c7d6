import { Signature } from '@banyu/contracts';
import type { Kysely, Transaction } from 'kysely';
import { parseInput } from '../parse-input.ts';
import type { Tables } from '../tables.ts';
import { type AuditHead, entryHash, GENESIS } from './chain.ts';

/** Who acts, from where, when a change does not say. */
export interface Actor {
  readonly by: string;
  readonly from: string;
}

/** A change that speaks for itself goes without a reason. */
const PartlySigned = Signature.partial({ why: true });

/** What a change did to one thing: null before it was there, null when it is gone. */
export interface Note {
  /** `plant.add`. */
  readonly action: string;
  readonly plant: string | null;
  /** `plant/ipal`. */
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The page that a change writes on while its transaction is open. */
export interface Page<Why = string | null> {
  /** The server's clock, Unix ms: the one instant of the whole change. */
  readonly now: number;
  readonly by: string;
  readonly why: Why;
  /** Writes an entry of the audit trail. */
  note(note: Note): Promise<void>;
}

/**
 * The only way in which anything is written that can alter a published number: the change and its entries in the audit
 * trail are one transaction.
 * Nothing else writes the trail.
 */
export class Ledger {
  readonly #db: Kysely<Tables>;
  readonly #clock: () => number;
  readonly #actor: Actor;

  /** `clock` in Unix ms. */
  constructor(db: Kysely<Tables>, clock: () => number, actor: Actor) {
    this.#db = db;
    this.#clock = clock;
    this.#actor = actor;
  }

  /** A change that has to be signed, with its reason. Throws InvalidInputError. */
  async signed<T>(
    signature: Signature,
    attempt: string,
    work: (db: Transaction<Tables>, page: Page<string>) => Promise<T>,
  ): Promise<T> {
    const { from = this.#actor.from } = signature;
    const parsed = parseInput(Signature, { ...signature, from }, attempt);
    return await this.#write(parsed, parsed.why, work);
  }

  /** A change that may go without a reason; unsigned, it is the actor's. Throws InvalidInputError. */
  async change<T>(
    signature: Partial<Signature>,
    attempt: string,
    work: (db: Transaction<Tables>, page: Page) => Promise<T>,
  ): Promise<T> {
    const { by = this.#actor.by, from = this.#actor.from } = signature;
    const parsed = parseInput(PartlySigned, { ...signature, by, from }, attempt);
    return await this.#write(parsed, parsed.why ?? null, work);
  }

  /** A transaction holds the database's write lock from its beginning on, so no one else moves the head meanwhile. */
  async #write<T, Why extends string | null>(
    signature: Omit<Signature, 'why'>,
    why: Why,
    work: (db: Transaction<Tables>, page: Page<Why>) => Promise<T>,
  ): Promise<T> {
    const { by, evidence = null, from: origin = null } = signature;
    return await this.#db.transaction().execute(async (db) => {
      const now = this.#clock();
      let head: AuditHead | undefined;
      return await work(db, {
        now,
        by,
        why,
        note: async ({ action, plant, subject, before, after }) => {
          head ??= await headOf(db);
          const entry = {
            id: head.id + 1,
            at: now,
            who: by,
            action,
            plant,
            subject,
            before: toJson(before),
            after: toJson(after),
            why,
            evidence,
            origin,
            previous: head.hash,
          };
          const hash = entryHash(entry);
          await db
            .insertInto('audit')
            .values({ ...entry, hash })
            .execute();
          head = { id: entry.id, hash };
        },
      });
    });
  }
}

/** The trail's newest id and hash. */
export async function headOf(db: Kysely<Tables>): Promise<AuditHead> {
  const newest = db.selectFrom('audit').select(['id', 'hash']).orderBy('id', 'desc').limit(1);
  return (await newest.executeTakeFirst()) ?? GENESIS;
}

/** U+FFFD is escaped: in the trail, the character itself means that bytes could not be read. */
function toJson(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return JSON.stringify(value).replaceAll('\uFFFD', '\\ufffd');
}
