import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { refuseRemoval } from '../append-only.ts';

export const serviceWindows: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('service_windows')
      .addColumn('id', 'integer', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('plant', 'text', (column) => column.notNull().references('plants.id'))
      .addColumn('point', 'text')
      .addColumn('device', 'text')
      .addColumn('parameter', 'text')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('begins', 'bigint', (column) => column.notNull())
      .addColumn('ends', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('why', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addPrimaryKeyConstraint('service_windows_pk', ['id', 'version'])
      .execute();
    await db.schema
      .createIndex('service_windows_current')
      .on('service_windows')
      .column('id')
      .unique()
      .where(sql.ref('ended_at'), 'is', null)
      .execute();
    await db.schema
      .createIndex('service_windows_by_plant')
      .on('service_windows')
      .columns(['plant', 'begins'])
      .execute();
    await refuseRemoval(db, 'service_windows');
  },
};
