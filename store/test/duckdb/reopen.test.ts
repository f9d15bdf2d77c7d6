import { join } from 'node:path';
import { UnavailableError } from '@banyu/contracts';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { openDuckdbStore, openMemoryStore } from '../../src/index.ts';
import { PH } from '../support/batch-of.ts';
import { EVER } from '../support/ever.ts';
import { expectSameBuckets, write } from '../support/stored.ts';
import { tempFolder } from '../support/temp-folder.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T = Date.UTC(2025, 10, 24);

const byHour = { series: PH, ...EVER, bucket: '1h', timeZone: 'Asia/Jakarta', quantiles: false } as const;

function everyMinute(from: number, to: number): { readonly t: number; readonly value: number }[] {
  return Array.from({ length: (to - from) / MINUTE }, (_, i) => ({ t: from + i * MINUTE, value: i % 17 }));
}

it('knows after opening again what it holds: latest readings, duplicates, conflicts, late gaps', async () => {
  const path = join(await tempFolder(), 'readings.duckdb');
  const before = await openDuckdbStore({ path });
  await write(before, [
    { t: T, value: 7 },
    { t: T + 2 * HOUR, value: null },
    { t: T + 5 * HOUR, value: 9, flag: 3, tests: 4, receivedAt: T + 6 * HOUR },
    { t: T, value: 80, parameter: 'cod' },
  ]);
  await before.rollUp();
  const latest = await before.latest({});
  await before.close();

  const after = await openDuckdbStore({ path });
  expect(await after.latest({})).toEqual(latest);
  expect(
    await write(after, [
      { t: T, value: 7 },
      { t: T + 1, value: 7 },
      { t: T + HOUR, value: 7 },
      { t: T + 2 * HOUR, value: 5 },
      { t: T + 5 * HOUR, value: 9 },
    ]),
  ).toMatchObject({ stored: 2, duplicates: 2, conflicts: [{ row: 3, storedValue: Number.NaN }] });
  await after.close();
});

it('knows after opening again what a device stored where it stood before', async () => {
  const path = join(await tempFolder(), 'readings.duckdb');
  const before = await openDuckdbStore({ path });
  await write(before, [
    { t: T + 10 * MINUTE, value: 1, point: 'effluent' },
    { t: T + 50 * MINUTE, value: 2, point: 'influent' },
    { t: T + 5 * HOUR, value: 3, point: 'influent' },
  ]);
  await before.close();
  const after = await openDuckdbStore({ path });
  expect(await write(after, [{ t: T + 50 * MINUTE, value: 2, point: 'effluent' }])).toMatchObject({
    stored: 0,
    duplicates: 1,
  });
  await after.close();
});

it('counts late readings into hours that were rolled up, at once and after the next rolling up', async () => {
  const store = await openDuckdbStore({ path: ':memory:' });
  const reference = openMemoryStore();
  for (const each of [store, reference]) await write(each, everyMinute(T, T + 6 * HOUR));
  await store.rollUp();
  const late = [
    { t: T + HOUR + 1, value: 1_000 },
    { t: T + 3 * HOUR + 1, value: null },
  ];
  for (const each of [store, reference]) await write(each, late);
  expectSameBuckets(await store.aggregate(byHour), await reference.aggregate(byHour));
  await store.rollUp();
  expectSameBuckets(await store.aggregate(byHour), await reference.aggregate(byHour));
  await store.close();
});

it('keeps answering by the hour after retention and opening again, and goes on refusing what is too old', async () => {
  const path = join(await tempFolder(), 'readings.duckdb');
  const reference = openMemoryStore();
  const before = await openDuckdbStore({ path });
  for (const each of [before, reference]) await write(each, everyMinute(T, T + 6 * HOUR));
  await before.retain({ rawBefore: T + 4 * HOUR });
  await before.close();
  const after = await openDuckdbStore({ path });
  expectSameBuckets(await after.aggregate(byHour), await reference.aggregate(byHour));
  expect(await write(after, [{ t: T, value: 0 }])).toMatchObject({ stored: 0, refused: [{ row: 0 }] });
  await after.close();
});

it('brings a file of version 1 up to date: its readings are there, judged by settings that nobody knows', async () => {
  const path = join(await tempFolder(), 'readings.duckdb');
  const before = await openDuckdbStore({ path });
  await write(before, [
    { t: T, value: 7 },
    { t: T + MINUTE, value: 9, flag: 3, tests: 4 },
  ]);
  await before.rollUp();
  await before.close();
  await madeOlder(path);

  const after = await openDuckdbStore({ path });
  const readings = async () => await after.readings({ ...EVER, limit: 10 });
  expect(await readings()).toMatchObject([
    { t: T + MINUTE, value: 9, flag: 3, tests: 4, settingsVersion: 0 },
    { t: T, value: 7, flag: 1, settingsVersion: 0 },
  ]);
  expect(await write(after, [{ t: T, value: 7 }])).toMatchObject({ stored: 0, duplicates: 1 });
  expect(await after.aggregate(byHour)).toMatchObject([{ total: 2, good: 1 }]);
  await after.close();
  await (await openDuckdbStore({ path })).close();
});

/** As version 1 had it: without the settings' versions, and with the view of its tables. */
async function madeOlder(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run('DROP VIEW reading');
  for (const table of ['reading_new', 'reading_sorted']) {
    await connection.run(`ALTER TABLE ${table} DROP COLUMN settings_version`);
  }
  await connection.run('CREATE VIEW reading AS FROM reading_sorted UNION ALL FROM reading_new');
  await connection.run(`UPDATE meta SET value = 1 WHERE name = 'version'`);
  connection.closeSync();
  instance.closeSync();
}

it('says that it is unavailable when the file is no store of this version', async () => {
  const path = join(await tempFolder(), 'readings.duckdb');
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE meta (name VARCHAR PRIMARY KEY, value BIGINT NOT NULL)`);
  await connection.run(`INSERT INTO meta VALUES ('version', 99)`);
  connection.closeSync();
  instance.closeSync();
  await expect(openDuckdbStore({ path })).rejects.toThrow(UnavailableError);
  await expect(openDuckdbStore({ path: join(path, 'no-folder', 'x.duckdb') })).rejects.toThrow(
    UnavailableError,
  );
});
