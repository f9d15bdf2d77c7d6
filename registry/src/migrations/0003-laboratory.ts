import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { refuseRemoval } from '../append-only.ts';

export const laboratory: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('laboratories')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('accreditation', 'text')
      .addColumn('accredited_from', 'bigint')
      .addColumn('accredited_to', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('samples')
      .addColumn('plant', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('point', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('taken_from', 'bigint', (column) => column.notNull())
      .addColumn('taken_to', 'bigint', (column) => column.notNull())
      .addColumn('time_known', 'integer', (column) => column.notNull())
      .addColumn('sampled_by', 'text', (column) => column.notNull())
      .addColumn('laboratory', 'text', (column) => column.references('laboratories.id'))
      .addColumn('received_at', 'bigint')
      .addColumn('analysed_at', 'bigint')
      .addColumn('custody', 'text', (column) => column.notNull())
      .addColumn('note', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addPrimaryKeyConstraint('samples_pk', ['plant', 'id', 'version'])
      .addForeignKeyConstraint('samples_point_fk', ['plant', 'point'], 'points', ['plant', 'id'])
      .execute();
    await db.schema
      .createIndex('samples_current')
      .on('samples')
      .columns(['plant', 'id'])
      .unique()
      .where(sql.ref('ended_at'), 'is', null)
      .execute();
    await db.schema.createIndex('samples_by_time').on('samples').columns(['plant', 'taken_from']).execute();
    await refuseRemoval(db, 'samples');

    await db.schema
      .createTable('results')
      .addColumn('plant', 'text', (column) => column.notNull())
      .addColumn('sample', 'text', (column) => column.notNull())
      .addColumn('parameter', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('given', 'double precision')
      .addColumn('unit', 'text', (column) => column.notNull())
      .addColumn('value', 'double precision')
      .addColumn('method', 'text')
      .addColumn('uncertainty', 'double precision')
      .addColumn('detection_limit', 'double precision')
      .addColumn('quantification_limit', 'double precision')
      .addColumn('note', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('why', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addPrimaryKeyConstraint('results_pk', ['plant', 'sample', 'parameter', 'version'])
      .execute();
    await db.schema
      .createIndex('results_current')
      .on('results')
      .columns(['plant', 'sample', 'parameter'])
      .unique()
      .where(sql.ref('ended_at'), 'is', null)
      .execute();
    await refuseRemoval(db, 'results');
  },
};
