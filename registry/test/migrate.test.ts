import { ConfigurationError } from '@banyu/contracts';
import type { Migration } from 'kysely/migration';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { openRegistry } from '../src/index.ts';
import { MIGRATIONS, migrate } from '../src/migrate.ts';
import { rig, temporaryPath } from './support/rig.ts';

const nextVersion: Readonly<Record<string, Migration>> = {
  ...MIGRATIONS,
  '9998-people': {
    up: (db) =>
      db.schema
        .createTable('people')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .execute(),
  },
};

const brokenVersion: Readonly<Record<string, Migration>> = {
  ...nextVersion,
  '9999-broken': {
    up: async () => {
      throw new Error('disk of cheese');
    },
  },
};

test('migrate() runs only what is new and keeps the data', async () => {
  const { registry, path } = await rig();
  await registry.close();
  const db = databaseAt(path);
  expect(await migrate(db, path, nextVersion)).toEqual(['9998-people']);
  expect(await db.selectFrom('plants').select('id').execute()).toEqual([{ id: 'ipal' }]);
});

test('openRegistry() refuses a registry of a newer version and leaves it alone', async () => {
  const path = await temporaryPath();
  const db = databaseAt(path);
  await migrate(db, path, nextVersion);
  await expect(openRegistry({ path })).rejects.toThrow(
    new ConfigurationError(
      `Cannot open the registry at "${path}": it holds the migrations 9998-people of a newer Banyu, this one ` +
        `knows those up to ${Object.keys(MIGRATIONS).at(-1)}; run the newer version, or restore a backup from before it`,
    ),
  );
  expect(await migrate(db, path, nextVersion)).toEqual([]);
});

test('migrate() undoes all its steps when one fails, and says what became of each', async () => {
  const path = await temporaryPath();
  const db = databaseAt(path);
  const succeeded = Object.keys(nextVersion)
    .map((name) => `${name}: Success`)
    .join(', ');
  await expect(migrate(db, path, brokenVersion)).rejects.toThrow(
    new ConfigurationError(
      `Cannot migrate the registry at "${path}": disk of cheese (${succeeded}, 9999-broken: Error); ` +
        'nothing was changed',
    ),
  );
  const tables = await db.introspection.getTables();
  expect(tables).toEqual([]);
  expect(await migrate(db, path)).toEqual(Object.keys(MIGRATIONS));
});

function databaseAt(path: string): ReturnType<typeof openDatabase> {
  const db = openDatabase(path);
  onTestFinished(() => db.destroy());
  return db;
}
