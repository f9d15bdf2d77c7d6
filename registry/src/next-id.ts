import type { Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** The next number of a table whose rows are never removed: numbers are short, for people, and never used twice. */
export async function nextId(
  db: Transaction<Tables>,
  table:
    | 'service_windows'
    | 'quality_settings'
    | 'corrections'
    | 'reviews'
    | 'reject_repairs'
    | 'requalification_queue',
): Promise<number> {
  const last = await db
    .selectFrom(table)
    .select((row) => row.fn.max('id').as('id'))
    .executeTakeFirst();
  return (last?.id ?? 0) + 1;
}
