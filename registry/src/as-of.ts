import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** Later than any instant: what holds then holds now. */
const NOW = Number.MAX_SAFE_INTEGER;

/**
 * Rows of one table that held at an instant of the server's clock (Unix ms), or hold now: a row holds from its
 * `created_at` until its `ended_at`, when it was superseded or withdrawn.
 */
export function heldAt(asOf = NOW): RawBuilder<SqlBool> {
  return sql<SqlBool>`(created_at <= ${asOf} and (ended_at is null or ended_at > ${asOf}))`;
}
