import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { openRegistry } from '../src/index.ts';
import { MIGRATIONS } from '../src/migrate.ts';
import { inAnotherProcess, rig, temporaryPath } from './support/rig.ts';

describe('openRegistry()', () => {
  test('creates directories and a file that only its owner reads', async () => {
    const path = join(dirname(await temporaryPath()), 'deep', 'down', 'registry.sqlite');
    await using registry = await openRegistry({ path });
    await registry.plants.list();
    const modes = await Promise.all(
      ['', '-wal', '-shm'].map(async (suffix) => (await stat(path + suffix)).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  test('migrates an empty file, and has nothing to migrate the next time', async () => {
    const path = await temporaryPath();
    await using first = await openRegistry({ path });
    expect(first.migrated).toEqual(Object.keys(MIGRATIONS));
    await using second = await openRegistry({ path });
    expect(second.migrated).toEqual([]);
  });

  test('keeps what was written when it is opened again', async () => {
    const { registry, path } = await rig();
    const { device } = await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
    await registry.close();
    await using again = await openRegistry({ path });
    expect(await again.devices.get('logger-1')).toEqual(device);
  });

  test('lets processes that open a new registry at once take turns: one migrates', async () => {
    const path = await temporaryPath();
    const migrated = await Promise.all([1, 2, 3, 4].map(() => inAnotherProcess('change.ts', path, 'open')));
    expect(migrated.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      [],
      [],
      [],
      Object.keys(MIGRATIONS),
    ]);
  });

  test('refuses a file that is no database, and says where', async () => {
    const path = await temporaryPath();
    await writeFile(path, 'plants: []\n'.repeat(100));
    await expect(openRegistry({ path })).rejects.toThrow(
      new ConfigurationError(
        `Cannot open the registry at "${path}": file is not a database; expected the path of a registry, or of none yet`,
      ),
    );
    expect(await readFile(path, 'utf8')).toMatch(/^plants/);
  });

  test('refuses a directory', async () => {
    const path = await temporaryPath();
    await mkdir(path);
    await expect(openRegistry({ path })).rejects.toBeInstanceOf(ConfigurationError);
  });

  test('leaves one file behind when it is closed', async () => {
    const { registry, path } = await rig();
    await registry.close();
    expect(await readdir(dirname(path))).toEqual(['registry.sqlite']);
  });
});
