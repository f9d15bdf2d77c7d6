import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConflictError } from '@banyu/contracts';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenStore } from '../conformance.ts';
import { withStore, write } from '../support/stored.ts';

const T = 1_764_000_000_000;

export function describeExport(open: OpenStore): void {
  describe('export()', () => {
    let folder = '';
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'banyu-export-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    for (const format of ['csv', 'parquet'] as const) {
      it(`writes ${format} that reads back as the readings, by series and time`, () =>
        withStore(open, async (store) => {
          await write(store, [
            { t: T + 1_000, value: 7.2, flag: 3, tests: 4 },
            { t: T, value: null },
            { t: T + 2_000, value: 7.3 },
            { t: T, value: 0.1 + 0.2, parameter: 'cod', receivedAt: T + 9 },
            { t: T, value: 1, plant: 'another' },
          ]);
          const path = join(folder, `plant's "${format}"; --.${format}`);
          const query = { plant: 'ipal', from: T, to: T + 2_000, format, path };
          expect(await store.export(query)).toEqual({ rows: 3 });
          expect(await readBack(format, path)).toEqual([
            ['ipal', 'effluent', 'logger-1', 'cod', T, 0.1 + 0.2, 1, 0, T + 9],
            ['ipal', 'effluent', 'logger-1', 'ph', T, null, 9, 0, T + 1_000],
            ['ipal', 'effluent', 'logger-1', 'ph', T + 1_000, 7.2, 3, 4, T + 2_000],
          ]);
          await expect(store.export(query)).rejects.toThrow(ConflictError);
        }));
    }

    it('writes a file without rows where there is nothing', () =>
      withStore(open, async (store) => {
        const path = join(folder, 'nothing.csv');
        expect(await store.export({ from: T, to: T + 1, format: 'csv', path })).toEqual({ rows: 0 });
        expect(await readBack('csv', path)).toEqual([]);
      }));
  });
}

/** The rows of an exported file, read by DuckDB whatever store wrote it. */
async function readBack(format: 'csv' | 'parquet', path: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  try {
    const connection = await instance.connect();
    const result = await connection.runAndReadAll(
      `SELECT plant, point, device, parameter, t::DOUBLE, value, flag::INTEGER, tests::INTEGER, received_at::DOUBLE
       FROM ${format === 'csv' ? 'read_csv($path, header = true)' : 'read_parquet($path)'}`,
      { path },
    );
    return result.getRowsJS();
  } finally {
    instance.closeSync();
  }
}
