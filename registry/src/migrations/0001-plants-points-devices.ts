import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const plantsPointsDevices: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('plants')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('time_zone', 'text', (column) => column.notNull())
      .addColumn('capacity_m3_per_day', 'double precision')
      .addColumn('standard', 'text')
      .addColumn('horizon_ms', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('points')
      .addColumn('plant', 'text', (column) => column.notNull().references('plants.id').onDelete('cascade'))
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('compliance_point', 'integer', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('points_pk', ['plant', 'id'])
      .execute();
    await db.schema
      .createIndex('points_one_compliance_point')
      .on('points')
      .column('plant')
      .unique()
      .where(sql.ref('compliance_point'), '=', 1)
      .execute();

    await db.schema
      .createTable('devices')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('plant', 'text', (column) => column.notNull())
      .addColumn('point', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('enabled', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addForeignKeyConstraint('devices_point_fk', ['plant', 'point'], 'points', ['plant', 'id'])
      .execute();
    await db.schema.createIndex('devices_by_point').on('devices').columns(['plant', 'point']).execute();

    await db.schema
      .createTable('credentials')
      .addColumn('device', 'text', (column) =>
        column.primaryKey().references('devices.id').onDelete('cascade'),
      )
      .addColumn('secret_hash', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
