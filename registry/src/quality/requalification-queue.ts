import type { Scope } from '@banyu/contracts';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Page } from '../audit/ledger.ts';
import { nextId } from '../next-id.ts';
import { type ScopeRow, scopeOf } from '../scope.ts';
import type { RequalificationQueueTable, Tables } from '../tables.ts';

/** So many are listed at most: the first to be done. */
const LISTED = 100;
/** By then, whoever judges readings has seen the change: what comes later is judged by it anyway. */
const SEEN_AFTER_MS = 1_000;

/** Stored readings that a change of the past has left with flags of before. Instants are Unix ms. */
export interface QueuedRequalification {
  readonly id: number;
  readonly scope: Scope;
  readonly from: number;
  /** Not included; null: up to the time it is done. */
  readonly to: number | null;
  /** What was changed, as the audit trail names it: `window/3`, `settings/1001`, `device/logger-1`. */
  readonly cause: string;
  readonly at: number;
  readonly by: string;
  /** The reason of the change. */
  readonly why: string;
  /** Those that failed. */
  readonly attempts: number;
  /** Not tried before then. */
  readonly nextAt: number;
  /** Why the last attempt failed. */
  readonly problem: string | null;
}

/**
 * What is still to be judged again, because a service window, quality settings or a device's interval were changed for
 * time that is past. It is queued in the transaction of that change, so the audit trail has who did it, and stays until it is done.
 */
export class RequalificationQueue {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The first that may be tried at that time. */
  async next(now: number): Promise<QueuedRequalification | undefined> {
    const row = await this.#due().where('next_at', '<=', now).limit(1).executeTakeFirst();
    return row === undefined ? undefined : toQueued(row);
  }

  /** The first hundred that are due, of all plants or of one. */
  async list(plant?: string): Promise<readonly QueuedRequalification[]> {
    const due = plant === undefined ? this.#due() : this.#due().where('plant', '=', plant);
    return (await due.limit(LISTED).execute()).map(toQueued);
  }

  /** How many are due. */
  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('requalification_queue')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('done_at', 'is', null)
      .executeTakeFirst();
    return Number(row?.n ?? 0);
  }

  async done(id: number, at: number): Promise<void> {
    await this.#set(id, { done_at: at, problem: null });
  }

  /** It stays due, and is tried again at `nextAt`. */
  async failed({ id, attempts }: QueuedRequalification, problem: string, nextAt: number): Promise<void> {
    await this.#set(id, { attempts: attempts + 1, next_at: nextAt, problem });
  }

  #due() {
    return this.#db
      .selectFrom('requalification_queue')
      .selectAll()
      .where('done_at', 'is', null)
      .orderBy('id');
  }

  async #set(id: number, what: Partial<Selectable<RequalificationQueueTable>>): Promise<void> {
    await this.#db.updateTable('requalification_queue').set(what).where('id', '=', id).execute();
  }
}

/**
 * Queues the stored readings of a scope from `from` ≤ t < `to` (null: without end) in the transaction of the change that
 * concerns them; nothing, when all of that is still to come.
 */
export async function queueRequalification(
  db: Transaction<Tables>,
  page: Page<string>,
  {
    scope,
    from,
    to,
    cause,
  }: Pick<QueuedRequalification, 'from' | 'to' | 'cause'> & { readonly scope: ScopeRow },
): Promise<void> {
  if (from >= page.now || (to !== null && to <= from)) return;
  const { plant, point, device, parameter } = scope;
  await db
    .insertInto('requalification_queue')
    .values({
      id: await nextId(db, 'requalification_queue'),
      ...{ plant, point, device, parameter, cause },
      begins: from,
      // What is still to come is judged as it comes, but for what comes before the change is seen.
      ends: to !== null && to <= page.now ? to : null,
      created_at: page.now,
      created_by: page.by,
      why: page.why,
      attempts: 0,
      next_at: page.now + SEEN_AFTER_MS,
      problem: null,
      done_at: null,
    })
    .execute();
}

function toQueued(row: Selectable<RequalificationQueueTable>): QueuedRequalification {
  return {
    id: row.id,
    scope: scopeOf(row),
    from: row.begins,
    to: row.ends,
    cause: row.cause,
    at: row.created_at,
    by: row.created_by,
    why: row.why,
    attempts: row.attempts,
    nextAt: row.next_at,
    problem: row.problem,
  };
}
