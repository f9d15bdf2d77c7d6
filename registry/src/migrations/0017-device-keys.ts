import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { refuseRemoval } from '../append-only.ts';

export const deviceKeys: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('device_keys')
      .addColumn('device', 'text', (column) => column.notNull().references('devices.id'))
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('public_key', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('why', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addPrimaryKeyConstraint('device_keys_pk', ['device', 'id'])
      .execute();
    await refuseRemoval(db, 'device_keys');
    await db.schema.alterTable('devices').addColumn('signed_from', 'bigint').execute();
  },
};
