import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { refuseAllButAppending, refuseRemoval } from '../append-only.ts';

export const correctionsReviews: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('corrections')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('plant', 'text', (column) => column.notNull().references('plants.id'))
      .addColumn('point', 'text', (column) => column.notNull())
      .addColumn('device', 'text', (column) => column.notNull().references('devices.id'))
      .addColumn('parameter', 'text', (column) => column.notNull())
      .addColumn('begins', 'bigint', (column) => column.notNull())
      .addColumn('ends', 'bigint', (column) => column.notNull())
      .addColumn('what', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('why', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addColumn('ended_by', 'text')
      .addColumn('ended_why', 'text')
      .execute();
    await db.schema
      .createIndex('corrections_by_series')
      .on('corrections')
      .columns(['plant', 'point', 'device', 'parameter', 'begins'])
      .execute();
    await refuseRemoval(db, 'corrections');

    await db.schema
      .createTable('reviews')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('plant', 'text', (column) => column.notNull().references('plants.id'))
      .addColumn('point', 'text', (column) => column.notNull())
      .addColumn('parameter', 'text', (column) => column.notNull())
      .addColumn('begins', 'bigint', (column) => column.notNull())
      .addColumn('ends', 'bigint', (column) => column.notNull())
      .addColumn('level', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('why', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('reviews_by_point')
      .on('reviews')
      .columns(['plant', 'point', 'parameter', 'id'])
      .execute();
    await refuseAllButAppending(db, 'reviews');
  },
};
