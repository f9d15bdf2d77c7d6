import { InvalidInputError, type ReadingBatch, type SeriesKey, seriesName } from '@banyu/contracts';
import type { DuckDBValue } from '@duckdb/node-api';

/** The columns that `Store.export` writes, as numbers and texts. */
const COLUMNS = `plant, point, device, parameter, t::DOUBLE, value, flag, tests, settings_version, received_at::DOUBLE`;

/**
 * Reads a Parquet file that `Store.export` wrote, in its order, as batches of some thousand readings for
 * `Store.write`. Throws InvalidInputError when it is no such file.
 */
export async function* readReadingsFile(path: string): AsyncGenerator<ReadingBatch> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '128MB' });
  try {
    const connection = await instance.connect();
    const result = await connection
      .stream(`SELECT ${COLUMNS} FROM read_parquet($path)`, { path })
      .catch((cause: unknown) => {
        throw new InvalidInputError(`"${path}" is no file of readings: ${String(cause)}`, { cause });
      });
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield batchOf(chunk.getRows());
    }
  } finally {
    instance.closeSync();
  }
}

function batchOf(rows: readonly (readonly DuckDBValue[])[]): ReadingBatch {
  const { length } = rows;
  const series: SeriesKey[] = [];
  const indexes = new Map<string, number>();
  const batch = {
    series,
    length,
    seriesIndex: new Uint32Array(length),
    t: new Float64Array(length),
    value: new Float64Array(length),
    flag: new Uint8Array(length),
    tests: new Uint32Array(length),
    settingsVersion: new Uint32Array(length),
    receivedAt: new Float64Array(length),
  };
  for (const [i, row] of rows.entries()) {
    const [plant, point, device, parameter] = row.slice(0, 4).map(String);
    const key = { plant: plant ?? '', point: point ?? '', device: device ?? '', parameter: parameter ?? '' };
    const name = seriesName(key);
    const index = indexes.get(name) ?? series.push(key) - 1;
    indexes.set(name, index);
    batch.seriesIndex[i] = index;
    batch.t[i] = Number(row[4]);
    batch.value[i] = row[5] === null ? Number.NaN : Number(row[5]);
    batch.flag[i] = Number(row[6]);
    batch.tests[i] = Number(row[7]);
    batch.settingsVersion[i] = Number(row[8]);
    batch.receivedAt[i] = Number(row[9]);
  }
  return batch;
}
