import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { refuseAllButAppending } from '../append-only.ts';

export const audit: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('audit')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('who', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('plant', 'text')
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('before', 'text')
      .addColumn('after', 'text')
      .addColumn('why', 'text')
      .addColumn('evidence', 'text')
      .addColumn('origin', 'text')
      .addColumn('previous', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('audit_by_plant').on('audit').columns(['plant', 'id']).execute();
    await db.schema.createIndex('audit_by_subject').on('audit').columns(['subject', 'id']).execute();
    await refuseAllButAppending(db, 'audit');
  },
};
