import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError } from '@banyu/contracts';
import { expect, it } from 'vitest';
import { openDuckdbStore } from '../../src/index.ts';
import { EVER } from '../support/ever.ts';
import { fill } from '../support/fill.ts';
import { write } from '../support/stored.ts';
import { tempFolder } from '../support/temp-folder.ts';

const EVERYTHING = { ...EVER, limit: 1_000 };

it('a copy holds what was stored when it was asked for, whatever is stored, sorted and rolled up meanwhile', async () => {
  const folder = await tempFolder();
  const store = await openDuckdbStore({ path: join(folder, "it's here.duckdb"), sortAfterRows: 10_000 });
  await fill(store, 40_000);
  await write(store, [
    { t: 1, value: null, device: 'other' },
    { t: 5, value: 7.25, device: 'other', flag: 3, tests: 4, receivedAt: 9 },
  ]);
  const coverage = await store.coverage(EVER);
  const page = await store.readings({ ...EVERYTHING, device: 'other' });
  const latest = await store.latest({});

  const path = join(folder, "and it's a copy.duckdb");
  const late = { t: 6, value: 8, device: 'other' };
  let written: Promise<unknown> | undefined;
  const snapshot = await store.snapshot(() => {
    written = write(store, [late]);
  });
  await Promise.all([snapshot.copyTo(path), written, store.rollUp()]);
  await snapshot.close();
  expect(await store.readings({ ...EVERYTHING, device: 'other' })).toHaveLength(3);
  await expect(store.snapshot(() => undefined).then((next) => next.copyTo(path))).rejects.toThrow(
    ConflictError,
  );
  await store.close();

  const copy = await openDuckdbStore({ path });
  expect(await copy.coverage(EVER)).toEqual(coverage);
  expect(await copy.readings({ ...EVERYTHING, device: 'other' })).toEqual(page);
  expect(await copy.latest({})).toEqual(latest);
  expect(await write(copy, [{ t: 1, value: null, device: 'other' }, late])).toMatchObject({
    stored: 1,
    duplicates: 1,
  });
  await copy.close();
});

it('a store that closes ends the copy that is being made, and leaves nothing of it', async () => {
  const folder = await tempFolder();
  const store = await openDuckdbStore({ path: join(folder, 'readings.duckdb') });
  await fill(store, 40_000);
  const snapshot = await store.snapshot(() => undefined);
  const copied = snapshot.copyTo(join(folder, 'copy.duckdb')).then(
    () => 'copied',
    () => 'ended',
  );
  await store.close();
  expect(await readdir(folder)).toEqual(
    (await copied) === 'copied' ? ['copy.duckdb', 'readings.duckdb'] : ['readings.duckdb'],
  );
});
