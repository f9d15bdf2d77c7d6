import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

/** Which rows, newest first; what is left out matches all. */
export interface PageQuery {
  readonly plant?: string;
  readonly device?: string;
  /** At most so many. */
  readonly limit: number;
  /** Only rows older than the one with this id: `next` of the page before. */
  readonly before?: number;
}

/** Rows of a table, newest first, as far as `limit`; and the id to go on from, null at the end. */
export function readPage(
  database: DatabaseSync,
  table: 'reject' | 'event',
  query: PageQuery & { readonly [column: string]: string | number | undefined },
): { readonly rows: Record<string, unknown>[]; readonly next: number | null } {
  const { limit, before, ...filters } = query;
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  for (const column of ['plant', 'device', 'reason', 'kind'] as const) {
    const value = filters[column];
    if (value === undefined) continue;
    conditions.push(`${column} = ?`);
    values.push(value);
  }
  if (before !== undefined) {
    conditions.push('id < ?');
    values.push(before);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const rows = database
    .prepare(`SELECT * FROM ${table} ${where} ORDER BY id DESC LIMIT ?`)
    .all(...values, limit + 1);
  const more = rows.length > limit;
  if (more) rows.pop();
  return { rows, next: more ? Number(rows.at(-1)?.id) : null };
}
