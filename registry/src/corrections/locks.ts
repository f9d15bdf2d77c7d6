import { ConflictError } from '@banyu/contracts';
import type { Kysely } from 'kysely';
import type { ScopeRow } from '../scope.ts';
import type { Tables } from '../tables.ts';
import { readReviews } from './read-reviews.ts';
import { levelsOver } from './review-levels.ts';

/** A part of a period that is approved. */
export interface Lock {
  readonly point: string;
  readonly parameter: string;
  readonly from: number;
  readonly to: number;
}

/** What is approved, of the series that a scope speaks of, within from ≤ t < to. */
export async function locksWithin(
  db: Kysely<Tables>,
  scope: Pick<ScopeRow, 'plant' | 'point' | 'parameter'>,
  from: number,
  to: number,
): Promise<readonly Lock[]> {
  const reviews = await readReviews(db, scope, { from, to });
  const places = Map.groupBy(reviews, (review) => `${review.point}/${review.parameter}`);
  return [...places.values()].flatMap((entries) =>
    levelsOver(entries, { from, to })
      .filter(({ level }) => level === 'approved')
      .map((segment) => ({
        point: entries[0]?.point ?? '',
        parameter: entries[0]?.parameter ?? '',
        from: segment.from,
        to: segment.to,
      })),
  );
}

/** Throws ConflictError when something in the period is approved; `to` null: without end. */
export async function refuseLocked(
  db: Kysely<Tables>,
  scope: Pick<ScopeRow, 'plant' | 'point' | 'parameter'>,
  from: number,
  to: number | null,
  attempt: string,
): Promise<void> {
  const [lock] = await locksWithin(db, scope, from, to ?? Number.MAX_SAFE_INTEGER);
  if (lock !== undefined) throw new ConflictError(`${attempt}: ${lockText(lock)}`);
}

/** What stands in the way, and what to do about it. */
export function lockText({ point, parameter, from, to }: Lock): string {
  const [begin, end] = [from, to].map((t) => new Date(t).toISOString());
  return `${parameter} at ${point} is approved from ${begin} to ${end}; set it back first, which stays on record`;
}
