import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDuckdbStore } from '../../src/index.ts';
import { EVER } from '../support/ever.ts';
import { write } from '../support/stored.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CHILD = join(import.meta.dirname, '../support/write-until-full.ts');

/** Runs the child with files limited to some 512-byte blocks, as on a disk that is full, until it kills itself. */
function writeUntilFull(path: string, blocks: number): Promise<{ stored: number; held: number }> {
  return new Promise((resolve) => {
    const script = `ulimit -f ${blocks}; exec "$0" "$@"`;
    execFile('/bin/sh', ['-c', script, process.execPath, CHILD, path], (_, stdout) =>
      resolve(JSON.parse(stdout)),
    );
  });
}

it('says retry when the disk is full and holds no part of that batch, then or after opening again', async () => {
  const path = join(await tempFolder(), 'readings.duckdb');
  const { stored, held } = await writeUntilFull(path, 2_048);
  expect(stored).toBeGreaterThan(0);
  expect(held).toBe(stored);
  const store = await openDuckdbStore({ path });
  expect(await store.coverage(EVER)).toMatchObject([{ total: stored, last: stored - 1 }]);
  expect(await write(store, [{ t: stored, value: 1 }])).toMatchObject({ stored: 1 });
  await store.close();
});
