import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckdbStore, openInfluxStore, type Store, type StoredReading } from '@banyu/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { batchOf } from '../store/test/support/batch-of.ts';
import { type Influxd, startInfluxd } from '../store/test/support/influxd.ts';
import { banyuHere } from './support/banyu-here.ts';
import { registerDevices } from './support/register.ts';

const T = Date.UTC(2026, 10, 24);
/** More than a batch of a restore, in two plants. */
const READINGS = 3_000;

let folder: string;
let influxd: Influxd;
let file: string;
let original: readonly StoredReading[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyu-backup-influx-'));
  influxd = await startInfluxd();
  await registerDevices(join(folder, 'data'), 'ipal-uji', 1);
  await withStore(openInfluxStore({ url: influxd.url, database: 'before' }), async (store) => {
    const rows = Array.from({ length: READINGS }, (_, i) => ({
      plant: i % 3 === 0 ? 'ipal-lain' : 'ipal-uji',
      parameter: i % 2 === 0 ? 'ph' : 'cod',
      t: T + i * 1_000,
      value: i % 50 === 0 ? null : i / 8,
      flag: i % 50 === 0 ? 9 : i % 7 === 0 ? 3 : 1,
      tests: i % 7 === 0 ? 4 : 0,
      settingsVersion: i % 5 === 0 ? 2 : 1,
      receivedAt: T + i * 1_000 + (i % 11),
    }));
    expect(await store.write(batchOf(rows))).toMatchObject({ status: 'stored', stored: READINGS });
    original = await all(store);
  });
  file = join(folder, 'all.tar.zst');
  const made = await banyuHere(['backup', file], settings('data', 'before'));
  expect(made.stderr).toBe('');
  expect(made.stdout).not.toContain('not in it');
});
afterAll(async () => {
  await influxd?.remove();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const settings = (directory: string, database: string, url = influxd.url) => ({
  BANYU_DATA_DIRECTORY: join(folder, directory),
  BANYU_STORE_KIND: 'influx',
  BANYU_STORE_INFLUX_URL: url,
  BANYU_STORE_INFLUX_DATABASE: database,
});

it('a backup with InfluxDB as the store restores into an empty one: every reading with its value, flag and times', async () => {
  const restored = await banyuHere(['restore', file], settings('restored', 'after'));
  expect(restored.stderr).toBe('');
  expect(restored.stdout).toContain(`${READINGS} readings written into the store, 0 were there already.`);
  await withStore(openInfluxStore({ url: influxd.url, database: 'after' }), async (store) => {
    expect(await all(store)).toEqual(original);
  });
  expect((await readdir(join(folder, 'restored'))).sort()).not.toContain('readings');

  const again = await banyuHere(['restore', file], settings('again', 'after'));
  expect(again.stdout).toContain(`0 readings written into the store, ${READINGS} were there already.`);
});

it('it restores into the embedded store as well', async () => {
  const restored = await banyuHere(['restore', file], { BANYU_DATA_DIRECTORY: join(folder, 'embedded') });
  expect(restored.stdout).toContain(`${READINGS} readings written into the store`);
  await withStore(openDuckdbStore({ path: join(folder, 'embedded', 'readings.duckdb') }), async (store) => {
    expect(await all(store)).toEqual(original);
  });
});

it('a restore while InfluxDB is away changes nothing, and says so', async () => {
  const away = await banyuHere(['restore', file], settings('away', 'after', 'http://127.0.0.1:1'));
  expect(away.code).toBe(1);
  expect(away.stderr).toMatch(/127\.0\.0\.1:1/);
  expect(await readdir(join(folder, 'away'))).toEqual(['backups', 'banyu.lock']);
});

it('readings are left out where that is asked for, and the person is told', async () => {
  const without = join(folder, 'without.tar.zst');
  const made = await banyuHere(['backup', without, '--without-readings'], settings('data', 'before'));
  expect(made.stdout).toContain('The readings are not in it');
  const restored = await banyuHere(['restore', without], settings('bare', 'bare'));
  expect(restored.stdout).toContain('The readings are not in it');
});

async function withStore<T>(opening: Promise<Store>, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await opening;
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function all(store: Store): Promise<readonly StoredReading[]> {
  return store.readings({ from: 0, to: T * 2, limit: READINGS + 1 });
}
