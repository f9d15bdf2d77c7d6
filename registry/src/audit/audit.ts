import { ConflictError } from '@banyu/contracts';
import type { Kysely } from 'kysely';
import { pageSize } from '../page-size.ts';
import type { Tables } from '../tables.ts';
import type { AuditEntry, AuditHead } from './chain.ts';
import { headOf } from './ledger.ts';
import { NotedVersions } from './noted.ts';
import { compareWithTrail, type Discrepancy } from './registered.ts';
import { type AuditVerdict, ChainCheck } from './verify.ts';

/** Entries read at a time, so that no more than these are in memory and others get their turn. */
const PAGE = 1_000;

/** A change meanwhile would look like a discrepancy: then it is compared again, so often. */
const COMPARE_ATTEMPTS = 5;

export interface AuditQuery {
  readonly plant?: string;
  /** `plant/ipal`. */
  readonly subject?: string;
  readonly who?: string;
  /** Only older entries than this one: the way to the next page. */
  readonly before?: number;
  /** At most 1 000; default 100. */
  readonly limit?: number;
}

/** The audit trail, to be read. It is written by the changes themselves. */
export class Audit {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The newest entries that match, newest first. */
  async list(query: AuditQuery = {}): Promise<readonly AuditEntry[]> {
    const { plant, subject, who, before, limit = 100 } = query;
    let select = this.#db.selectFrom('audit').selectAll();
    if (plant !== undefined) select = select.where('plant', '=', plant);
    if (subject !== undefined) select = select.where('subject', '=', subject);
    if (who !== undefined) select = select.where('who', '=', who);
    if (before !== undefined) select = select.where('id', '<', before);
    return await select.orderBy('id', 'desc').limit(pageSize(limit)).execute();
  }

  /** Every entry after that id, oldest first: what an offline verifier is given. */
  async *entries(after = 0): AsyncGenerator<AuditEntry> {
    for (let last = after; ; ) {
      const select = this.#db.selectFrom('audit').selectAll().where('id', '>', last);
      const page = await select.orderBy('id').limit(PAGE).execute();
      yield* page;
      if (page.length < PAGE) return;
      last = page.at(-1)?.id ?? last;
    }
  }

  /** How far the trail reaches now: what a report publishes, to pin what stands behind it. */
  async head(): Promise<AuditHead> {
    return await headOf(this.#db);
  }

  /**
   * Goes through the whole trail and names the first entry that is not what was written. `published`: heads noted
   * down earlier, without which a trail cut short or written anew from some entry on cannot be told.
   */
  async verify(published: readonly AuditHead[] = []): Promise<AuditVerdict> {
    const check = new ChainCheck(published);
    for (;;) {
      const page = await this.#storedAfter(check.head.id);
      const accepted = page.every((entry) => check.accept(entry));
      if (!accepted || page.length < PAGE) return check.verdict();
    }
  }

  /**
   * What is registered of what can alter a published number (plants, points, corrections, reviews, windows, settings,
   * schedules, samples, results), against what the trail says of it; an intact trail is taken for granted. Throws
   * ConflictError when others change it all the while.
   */
  async compare(): Promise<{ readonly compared: number; readonly discrepancies: readonly Discrepancy[] }> {
    for (let attempt = 0; attempt < COMPARE_ATTEMPTS; attempt++) {
      const before = await this.head();
      const noted = new NotedVersions();
      for await (const entry of this.entries()) noted.take(entry);
      const compared = await compareWithTrail(this.#db, noted);
      if ((await this.head()).id === before.id) return compared;
    }
    throw new ConflictError(
      'Cannot compare what is registered with the audit trail: it is changed all the while; try again later',
    );
  }

  /** Numbers are read as text, so that what is no whole number any more is seen as it is. */
  async #storedAfter(id: number) {
    return await this.#db
      .selectFrom('audit')
      .select(['who', 'action', 'plant', 'subject', 'before', 'after', 'why', 'evidence', 'origin'])
      .select((row) => [
        'previous',
        'hash',
        row.cast<unknown>('id', 'text').as('id'),
        row.cast<unknown>('at', 'text').as('at'),
      ])
      .$if(id > 0, (query) => query.where('id', '>', id))
      .orderBy('audit.id')
      .limit(PAGE)
      .execute();
  }
}
