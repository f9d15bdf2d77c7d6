import { expect } from 'vitest';
import type { BucketRow, Store, WriteOutcome } from '../../src/index.ts';
import { batchOf, type RowOf } from './batch-of.ts';

export type Stored = Extract<WriteOutcome, { status: 'stored' }>;

/** Writes rows and gives what became of them; fails when the store says `retry`. */
export async function write(store: Store, rows: readonly RowOf[]): Promise<Stored> {
  const outcome = await store.write(batchOf(rows));
  if (outcome.status !== 'stored') throw new Error(`the store said retry: ${outcome.reason}`);
  return outcome;
}

/** A store that lives for one test. */
export async function withStore(
  open: () => Promise<Store>,
  use: (store: Store) => Promise<void>,
): Promise<void> {
  const store = await open();
  try {
    await use(store);
  } finally {
    await store.close();
  }
}

/** Buckets are the same when all is equal and the figures agree to the last digits a sum in another order leaves. */
export function expectSameBuckets(actual: readonly BucketRow[], expected: readonly BucketRow[]): void {
  const figuresLeftOut = { mean: 0, p50: 0, p95: 0 };
  expect(actual.map((row) => ({ ...row, ...figuresLeftOut }))).toEqual(
    expected.map((row) => ({ ...row, ...figuresLeftOut })),
  );
  for (const [i, row] of expected.entries()) {
    for (const figure of ['mean', 'p50', 'p95'] as const) {
      expectNear(actual[i]?.[figure], row[figure]);
    }
  }
}

function expectNear(actual: number | undefined, expected: number | undefined): void {
  if (actual === undefined || expected === undefined || Number.isNaN(actual) || Number.isNaN(expected)) {
    expect(actual).toEqual(expected);
  } else {
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
  }
}
