import { type Kysely, sql } from 'kysely';

// Triggers against slips of our own and of whoever opens the file with a tool. SQLite's; PostgreSQL's would call a
// function. Against intent there is the chain of hashes.

/** Lets rows be added with the next id only, and never changed or removed. */
export async function refuseAllButAppending(db: Kysely<unknown>, table: string): Promise<void> {
  await refuse(db, table, 'update');
  await refuseRemoval(db, table);
  // Also against "insert or replace", which fires no delete trigger.
  await sql`create trigger ${sql.id(`${table}_appends`)} before insert on ${sql.id(table)}
    when new.id is not (select coalesce(max(id), 0) + 1 from ${sql.id(table)})
    begin select raise(abort, ${sql.lit(`${table} is append-only: the next id was expected`)}); end`.execute(
    db,
  );
}

/** Lets no row be removed. */
export async function refuseRemoval(db: Kysely<unknown>, table: string): Promise<void> {
  await refuse(db, table, 'delete');
}

async function refuse(db: Kysely<unknown>, table: string, what: 'update' | 'delete'): Promise<void> {
  await sql`create trigger ${sql.id(`${table}_no_${what}`)} before ${sql.raw(what)} on ${sql.id(table)}
    begin select raise(abort, ${sql.lit(`${table} is append-only: no ${what}`)}); end`.execute(db);
}
