import type { ReadingBatch } from '@banyu/contracts';
import type { Store } from '../../src/index.ts';
import { keyOf } from './batch-of.ts';

const SERIES = ['ph', 'cod', 'tss', 'nh3n'].map((parameter) => keyOf({ parameter }));
const BATCH_ROWS = 50_000;

/** Fills a store with so many readings of four series, one a minute. */
export async function fill(store: Store, rows: number): Promise<void> {
  const columns = {
    series: SERIES,
    seriesIndex: Uint32Array.from({ length: BATCH_ROWS }, (_, row) => row % SERIES.length),
    value: Float64Array.from({ length: BATCH_ROWS }, (_, row) => Math.sin(row) * 100),
    flag: new Uint8Array(BATCH_ROWS).fill(1),
    tests: new Uint32Array(BATCH_ROWS),
    settingsVersion: new Uint32Array(BATCH_ROWS),
  };
  for (let first = 0; first < rows; first += BATCH_ROWS) {
    const t = Float64Array.from(
      { length: BATCH_ROWS },
      (_, row) => Math.floor((first + row) / SERIES.length) * 60_000,
    );
    const batch: ReadingBatch = { ...columns, length: Math.min(BATCH_ROWS, rows - first), t, receivedAt: t };
    await store.write(batch);
  }
}
