import type { ParameterId, ReviewPeriod } from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { ScopeRow } from '../scope.ts';
import type { ReviewTable, Tables } from '../tables.ts';
import type { ReviewEntry } from './review-levels.ts';

/** A decision about a period. */
export interface Review extends ReviewEntry {
  readonly plant: string;
  readonly point: string;
  readonly parameter: ParameterId;
}

/** Decisions about what a scope speaks of that touch from ≤ t < to, oldest first; those made up to `asOf`. */
export async function readReviews(
  db: Kysely<Tables>,
  scope: Pick<ScopeRow, 'plant' | 'point' | 'parameter'>,
  { from, to }: Pick<ReviewPeriod, 'from' | 'to'>,
  asOf?: number,
): Promise<readonly Review[]> {
  const { plant, point, parameter } = scope;
  let select = db
    .selectFrom('reviews')
    .selectAll()
    .where('plant', '=', plant)
    .where('begins', '<', to)
    .where('ends', '>', from);
  if (point !== null) select = select.where('point', '=', point);
  if (parameter !== null) select = select.where('parameter', '=', parameter);
  if (asOf !== undefined) select = select.where('created_at', '<=', asOf);
  return (await select.orderBy('id').execute()).map(toReview);
}

export function toReview(row: Selectable<ReviewTable>): Review {
  return {
    id: row.id,
    plant: row.plant,
    point: row.point,
    parameter: row.parameter,
    from: row.begins,
    to: row.ends,
    level: row.level,
    at: row.created_at,
    by: row.created_by,
    why: row.why,
  };
}
