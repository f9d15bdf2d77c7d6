import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { openDuckdbStore, openMemoryStore } from '../../src/index.ts';
import { keyOf } from '../support/batch-of.ts';
import { batchAt } from '../support/deterministic-batches.ts';
import { EVER } from '../support/ever.ts';
import { expectSameBuckets, write } from '../support/stored.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CHILD = join(import.meta.dirname, '../support/write-until-killed.ts');

/** Lets a process write from a batch on and kills it a moment after `count` more are stored; the last one it told of. */
async function writeAndKill(path: string, first: number, count: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let last = first - 1;
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    if (last >= first + count) child.kill('SIGKILL');
  }
  await exited;
  return last;
}

it('loses nothing that was stored and stores nothing twice when killed while writing, whatever is written again', async () => {
  const path = join(await tempFolder(), 'readings.duckdb');
  let next = 0;
  for (const count of [3, 17, 40, 9]) {
    // As after a crash of the journal's reader: the last batches come again.
    next = (await writeAndKill(path, Math.max(0, next - 3), count)) + 1;
  }
  const store = await openDuckdbStore({ path });
  const reference = openMemoryStore();
  for (let index = 0; index < next; index++) {
    await write(reference, batchAt(index));
    expect(await write(store, batchAt(index))).toMatchObject({ stored: 0, conflicts: [], refused: [] });
  }
  // The process may have stored one batch more than it came to tell of.
  await write(store, batchAt(next));
  await write(reference, batchAt(next));
  for (const stage of ['as found', 'rolled up']) {
    const all = { ...EVER, limit: 100_000 };
    expect(await store.readings(all), stage).toEqual(await reference.readings(all));
    expect(await store.latest({}), stage).toEqual(await reference.latest({}));
    for (const device of ['logger-1', 'logger-2']) {
      for (const bucket of ['15m', '1h', '1d'] as const) {
        const query = { series: keyOf({ device }), ...EVER, bucket, timeZone: 'UTC', quantiles: false };
        expectSameBuckets(await store.aggregate(query), await reference.aggregate(query));
      }
    }
    await store.rollUp();
  }
  await store.close();
}, 60_000);
