import { ConfigurationError } from '@banyu/contracts';
import type { Kysely } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, type Migration, type MigrationResult, Migrator } from 'kysely/migration';
import { plantsPointsDevices } from './migrations/0001-plants-points-devices.ts';
import { audit } from './migrations/0002-audit.ts';
import { laboratory } from './migrations/0003-laboratory.ts';
import { serviceWindows } from './migrations/0004-service-windows.ts';
import { qualitySettings } from './migrations/0005-quality-settings.ts';
import { correctionsReviews } from './migrations/0006-corrections-reviews.ts';
import { observers } from './migrations/0007-observers.ts';
import { deviceCommands } from './migrations/0008-device-commands.ts';
import { deviceSchedules } from './migrations/0012-device-schedules.ts';
import { rejectRepairs } from './migrations/0014-reject-repairs.ts';
import { deviceKeys } from './migrations/0017-device-keys.ts';
import { requalificationQueue } from './migrations/0018-requalification-queue.ts';
import type { Tables } from './tables.ts';

/** Every migration by name, in order. A name that has been released never changes, nor does what it does. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-plants-points-devices': plantsPointsDevices,
  '0002-audit': audit,
  '0003-laboratory': laboratory,
  '0004-service-windows': serviceWindows,
  '0005-quality-settings': qualitySettings,
  '0006-corrections-reviews': correctionsReviews,
  '0007-observers': observers,
  '0008-device-commands': deviceCommands,
  '0012-device-schedules': deviceSchedules,
  '0014-reject-repairs': rejectRepairs,
  '0017-device-keys': deviceKeys,
  '0018-requalification-queue': requalificationQueue,
};

/**
 * Brings the registry to this version and returns the names of the migrations that had to run. All or nothing.
 * Throws ConfigurationError when the registry is of a newer version, or when a migration fails.
 */
export async function migrate(
  db: Kysely<Tables>,
  path: string,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<readonly string[]> {
  await refuseNewer(db, path, Object.keys(migrations));
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const outcome = results.map(describe).join(', ') || 'none ran';
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(
      `Cannot migrate the registry at "${path}": ${reason} (${outcome}); nothing was changed`,
      { cause: error },
    );
  }
  return results.map((result) => result.migrationName);
}

async function refuseNewer(db: Kysely<Tables>, path: string, known: readonly string[]): Promise<void> {
  const applied = await appliedMigrations(db);
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new ConfigurationError(
    `Cannot open the registry at "${path}": it holds the migrations ${unknown.join(', ')} of a newer Banyu, this one ` +
      `knows those up to ${known.at(-1)}; run the newer version, or restore a backup from before it`,
  );
}

async function appliedMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === DEFAULT_MIGRATION_TABLE)) return [];
  const rows = await db
    .withTables<{ [DEFAULT_MIGRATION_TABLE]: { name: string } }>()
    .selectFrom(DEFAULT_MIGRATION_TABLE)
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map((row) => row.name);
}

function describe(result: MigrationResult): string {
  return `${result.migrationName}: ${result.status}`;
}
