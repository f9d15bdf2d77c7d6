import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { openDuckdbStore } from '../../src/index.ts';
import { keyOf } from '../support/batch-of.ts';
import { EVER } from '../support/ever.ts';
import { tempFolder } from '../support/temp-folder.ts';

const HOUR = 3_600_000;
const HOURS = 6_000;
const BATCHES = 6;

async function dirtyHours(path: string): Promise<number> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const result = await connection.runAndReadAll('SELECT count(*)::DOUBLE FROM dirty_hour');
  connection.closeSync();
  instance.closeSync();
  return Number(result.getRows()[0]?.[0]);
}

it('rolls up while a past comes in, without waiting for the timer, and closes in the middle of it', async () => {
  const path = join(await tempFolder(), 'readings.duckdb');
  const store = await openDuckdbStore({ path, sortAfterRows: 2 * HOURS, rollUpEveryMs: 1e9 });
  for (let batch = 0; batch < BATCHES; batch++) {
    const t = Float64Array.from({ length: HOURS }, (_, i) => (batch * HOURS + i) * HOUR);
    await store.write({
      series: [keyOf({})],
      length: HOURS,
      seriesIndex: new Uint32Array(HOURS),
      t,
      value: new Float64Array(HOURS).fill(7),
      flag: new Uint8Array(HOURS).fill(1),
      tests: new Uint32Array(HOURS),
      settingsVersion: new Uint32Array(HOURS),
      receivedAt: t,
    });
  }
  await store.close();
  expect(await dirtyHours(path)).toBeLessThan(BATCHES * HOURS - 10_000);
  const again = await openDuckdbStore({ path });
  expect(await again.coverage(EVER)).toMatchObject([{ total: BATCHES * HOURS }]);
  await again.close();
});
