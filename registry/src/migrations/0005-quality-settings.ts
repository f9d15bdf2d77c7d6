import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { refuseAllButAppending } from '../append-only.ts';

export const qualitySettings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('quality_settings')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('plant', 'text', (column) => column.notNull().references('plants.id'))
      .addColumn('point', 'text')
      .addColumn('device', 'text')
      .addColumn('parameter', 'text')
      .addColumn('settings', 'text')
      .addColumn('valid_from', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('why', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('quality_settings_by_plant')
      .on('quality_settings')
      .columns(['plant', 'id'])
      .execute();
    await refuseAllButAppending(db, 'quality_settings');
  },
};
