import {
  ConflictError,
  InvalidInputError,
  type ParameterId,
  type ReviewLevel,
  ReviewPeriod,
  type Scope,
  type Signature,
} from '@banyu/contracts';
import type { Kysely, Transaction } from 'kysely';
import { heldAt } from '../as-of.ts';
import type { Ledger, Page } from '../audit/ledger.ts';
import { nextId } from '../next-id.ts';
import { pageSize } from '../page-size.ts';
import { parseInput } from '../parse-input.ts';
import { requirePoint } from '../points.ts';
import { resolveScope } from '../scope.ts';
import type { Tables } from '../tables.ts';
import { type Lock, locksWithin } from './locks.ts';
import { type Review, readReviews, toReview } from './read-reviews.ts';
import { levelsOver, type ReviewSegment } from './review-levels.ts';

export interface ReviewQuery {
  readonly plant: string;
  readonly point?: string;
  readonly parameter?: ParameterId;
  readonly level?: ReviewLevel;
  /** Only older decisions than this one: the way to the next page. */
  readonly before?: number;
  /** At most 1 000; default 100. */
  readonly limit?: number;
}

/**
 * How far readings have been reviewed, for each parameter at each point: working → in review → approved. Two people:
 * nobody approves what he submitted, or corrected. What is approved is locked, for corrections, windows and settings,
 * until it is set back; that stays on record. The methods throw InvalidInputError, NotFoundError or ConflictError.
 */
export class Reviews {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /** Says that a period, all of it working, was checked and waits for a second person. */
  async submit(input: ReviewPeriod, signature: Signature): Promise<Review> {
    const attempt = 'Cannot submit for review';
    return await this.#decide(input, 'in-review', attempt, signature, async (_, segments, page, period) => {
      requireLevel(segments, 'working', attempt);
      if (period.to > page.now) {
        throw new InvalidInputError(`${attempt}: the period is not over yet`, { field: 'to' });
      }
    });
  }

  /** Approves a period, all of it in review, and thereby locks it. */
  async approve(input: ReviewPeriod, signature: Signature): Promise<Review> {
    const attempt = 'Cannot approve';
    return await this.#decide(input, 'approved', attempt, signature, async (db, segments, page, period) => {
      requireLevel(segments, 'in-review', attempt);
      const submitter = segments.find(({ entry }) => isSamePerson(entry?.by, page.by));
      if (submitter !== undefined) {
        throw new ConflictError(`${attempt}: ${page.by} submitted it; a second person has to approve it`);
      }
      const authors = await authorsOf(db, period);
      if (authors.some((author) => isSamePerson(author, page.by))) {
        throw new ConflictError(
          `${attempt}: ${page.by} made a correction in it; somebody else has to approve it`,
        );
      }
    });
  }

  /** Sets a period back to working, whatever level its parts have, and thereby unlocks it. */
  async reopen(input: ReviewPeriod, signature: Signature): Promise<Review> {
    const attempt = 'Cannot set back';
    return await this.#decide(input, 'working', attempt, signature, async (_, segments) => {
      if (segments.every(({ level }) => level === 'working')) {
        throw new ConflictError(`${attempt}: all of it is working`);
      }
    });
  }

  /** The period cut where its level changes; as it stood `asOf`, an instant of the server's clock. */
  async levels(input: ReviewPeriod, asOf?: number): Promise<readonly ReviewSegment[]> {
    const period = parseInput(ReviewPeriod, input, 'Cannot read review levels');
    return levelsOver(await readReviews(this.#db, period, period, asOf), period);
  }

  /** What is approved, of the series that a scope speaks of, within from ≤ t < to: no flag of it may change. */
  async locks(scope: Scope, from: number, to: number): Promise<readonly Lock[]> {
    return await locksWithin(this.#db, await resolveScope(this.#db, scope, 'Cannot read locks'), from, to);
  }

  /** Decisions that match, newest first; of level `working`, what was set back. */
  async list(query: ReviewQuery): Promise<readonly Review[]> {
    const { plant, point, parameter, level, before, limit = 100 } = query;
    let select = this.#db.selectFrom('reviews').selectAll().where('plant', '=', plant);
    if (point !== undefined) select = select.where('point', '=', point);
    if (parameter !== undefined) select = select.where('parameter', '=', parameter);
    if (level !== undefined) select = select.where('level', '=', level);
    if (before !== undefined) select = select.where('id', '<', before);
    const rows = await select.orderBy('id', 'desc').limit(pageSize(limit)).execute();
    return rows.map(toReview);
  }

  async #decide(
    input: ReviewPeriod,
    level: ReviewLevel,
    attempt: string,
    signature: Signature,
    check: (
      db: Transaction<Tables>,
      segments: readonly ReviewSegment[],
      page: Page<string>,
      period: ReviewPeriod,
    ) => Promise<void>,
  ): Promise<Review> {
    const period = parseInput(ReviewPeriod, input, attempt);
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const { plant, point, parameter, from, to } = period;
      await requirePoint(db, plant, point, attempt);
      const before = levelsOver(await readReviews(db, period, period), period);
      await check(db, before, page, period);
      const row = {
        id: await nextId(db, 'reviews'),
        plant,
        point,
        parameter,
        begins: from,
        ends: to,
        level,
        created_at: page.now,
        created_by: page.by,
        why: page.why,
      };
      await db.insertInto('reviews').values(row).execute();
      const after = toReview(row);
      const subject = `review/${plant}/${point}/${parameter}`;
      await page.note({ action: `review.${level}`, plant, subject, before, after });
      return after;
    });
  }
}

/** Who made the corrections that hold in the period. */
async function authorsOf(
  db: Kysely<Tables>,
  { plant, point, parameter, from, to }: ReviewPeriod,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('corrections')
    .select('created_by')
    .distinct()
    .where('plant', '=', plant)
    .where('point', '=', point)
    .where('parameter', '=', parameter)
    .where('begins', '<', to)
    .where('ends', '>', from)
    .where(heldAt())
    .execute();
  return rows.map((row) => row.created_by);
}

function requireLevel(segments: readonly ReviewSegment[], level: ReviewLevel, attempt: string): void {
  const other = segments.find((segment) => segment.level !== level);
  if (other === undefined) return;
  const [from, to] = [other.from, other.to].map((t) => new Date(t).toISOString());
  throw new ConflictError(`${attempt}: ${from} to ${to} is ${other.level}, not ${level}`);
}

/** Names are compared as people read them. */
function isSamePerson(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
