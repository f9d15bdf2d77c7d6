import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { refuseRemoval } from '../append-only.ts';

export const requalificationQueue: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('requalification_queue')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('plant', 'text', (column) => column.notNull().references('plants.id'))
      .addColumn('point', 'text')
      .addColumn('device', 'text')
      .addColumn('parameter', 'text')
      .addColumn('begins', 'bigint', (column) => column.notNull())
      .addColumn('ends', 'bigint')
      .addColumn('cause', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('why', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('next_at', 'bigint', (column) => column.notNull())
      .addColumn('problem', 'text')
      .addColumn('done_at', 'bigint')
      .execute();
    await db.schema
      .createIndex('requalification_queue_due')
      .on('requalification_queue')
      .column('id')
      .where(sql.ref('done_at'), 'is', null)
      .execute();
    await refuseRemoval(db, 'requalification_queue');
  },
};
