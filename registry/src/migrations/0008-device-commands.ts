import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const deviceCommands: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('device_commands')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('plant', 'text', (column) => column.notNull())
      .addColumn('device', 'text', (column) => column.notNull().references('devices.id').onDelete('cascade'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('requested_by', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('valid_until', 'bigint', (column) => column.notNull())
      .addColumn('times_sent', 'integer', (column) => column.notNull())
      .addColumn('sent_at', 'bigint')
      .addColumn('delivered_at', 'bigint')
      .addColumn('answered_at', 'bigint')
      .addColumn('reply', 'text')
      .addUniqueConstraint('device_commands_number', ['device', 'number'])
      .execute();
    await db.schema
      .createIndex('device_commands_unanswered')
      .on('device_commands')
      .columns(['device', 'number'])
      .where(sql.ref('answered_at'), 'is', null)
      .execute();
  },
};
