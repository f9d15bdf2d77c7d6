import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { refuseRemoval } from '../append-only.ts';

export const rejectRepairs: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('reject_repairs')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('reject', 'bigint', (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addColumn('plant', 'text', (column) => column.notNull().references('plants.id'))
      .addColumn('device', 'text', (column) => column.notNull())
      .addColumn('repair', 'text', (column) => column.notNull())
      .addColumn('readings', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('why', 'text', (column) => column.notNull())
      .addColumn('submitted_at', 'bigint')
      .addUniqueConstraint('reject_repairs_once', ['reject', 'received_at'])
      .execute();
    await refuseRemoval(db, 'reject_repairs');
  },
};
