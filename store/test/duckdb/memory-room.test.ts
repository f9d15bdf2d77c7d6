import { join } from 'node:path';
import { UnavailableError } from '@banyu/contracts';
import { expect, it } from 'vitest';
import { type MemoryLimits, openDuckdbStore } from '../../src/index.ts';
import { EVER } from '../support/ever.ts';
import { fill } from '../support/fill.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROWS = 700_000;

async function exportAll(memory: MemoryLimits): Promise<number> {
  const folder = await tempFolder();
  const store = await openDuckdbStore({ path: join(folder, 'readings.duckdb'), memory });
  try {
    await fill(store, ROWS);
    const { rows } = await store.export({ ...EVER, format: 'parquet', path: join(folder, 'all.parquet') });
    await store.retain({ rawBefore: Date.UTC(2100, 0) });
    expect(await store.coverage(EVER)).toEqual([]);
    return rows;
  } finally {
    await store.close();
  }
}

it('exports and deletes more than fits the usual memory, with more of it for as long as that takes', async () => {
  expect(await exportAll({ usual: '16MB', most: '256MB' })).toBe(ROWS);
}, 60_000);

it('says that it cannot answer when the most there may be is too little', async () => {
  await expect(exportAll({ usual: '16MB', most: '16MB' })).rejects.toThrow(UnavailableError);
}, 60_000);
