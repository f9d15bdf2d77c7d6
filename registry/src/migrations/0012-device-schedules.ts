import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { refuseRemoval } from '../append-only.ts';

export const deviceSchedules: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('device_schedules')
      .addColumn('device', 'text', (column) => column.notNull().references('devices.id'))
      .addColumn('begins', 'bigint', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('parameters', 'text', (column) => column.notNull())
      .addColumn('interval_ms', 'integer', (column) => column.notNull())
      .addColumn('offset_ms', 'integer', (column) => column.notNull())
      .addColumn('sends_every_ms', 'integer', (column) => column.notNull())
      .addColumn('late_after_ms', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('why', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addPrimaryKeyConstraint('device_schedules_pk', ['device', 'begins', 'version'])
      .execute();
    await db.schema
      .createIndex('device_schedules_current')
      .on('device_schedules')
      .columns(['device', 'begins'])
      .unique()
      .where(sql.ref('ended_at'), 'is', null)
      .execute();
    await refuseRemoval(db, 'device_schedules');
  },
};
