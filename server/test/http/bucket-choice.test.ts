import { BUCKETS, openMemoryStore } from '@banyu/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseBucket, mostBuckets } from '../../src/http/bucket-choice.ts';
import { batchOf, PH } from './support/rig.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FROM = Date.UTC(2026, 9, 20);

describe('chooseBucket()', () => {
  test.each([
    [DAY_MS, 500, '5m'],
    [DAY_MS, 25, '1h'],
    [7 * DAY_MS, 500, '30m'],
    [182 * DAY_MS, 500, '12h'],
    [182 * DAY_MS, 5_000, '1h'],
    [365 * DAY_MS, 20, '1mo'],
  ] as const)('takes for %d ms and %d points buckets of %s', (spanMs, points, bucket) => {
    expect(chooseBucket({ from: FROM, to: FROM + spanMs }, points)).toBe(bucket);
  });

  test('refuses a range that even months cut into more', () => {
    expect(() => chooseBucket({ from: 0, to: 3_650 * DAY_MS }, 12)).toThrow(
      expect.objectContaining({ field: 'points' }),
    );
  });
});

test('mostBuckets() is never less than what a store answers, changes of the clock included', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...BUCKETS),
      fc.integer({ min: 0, max: 40 * DAY_MS }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('Asia/Jakarta', 'Europe/Berlin', 'Australia/Lord_Howe'),
      async (bucket, offset, steps, timeZone) => {
        const from = FROM + offset;
        const stepMs = bucket.endsWith('m') ? 30_000 : HOUR_MS / 2;
        const rows = Array.from({ length: steps * 48 }, (_, i) => ({ t: from + i * stepMs }));
        const range = { from, to: from + rows.length * stepMs };
        const store = openMemoryStore();
        await store.write(batchOf(rows));
        const buckets = await store.aggregate({ ...range, series: PH, bucket, timeZone, quantiles: false });
        expect(buckets.length).toBeLessThanOrEqual(mostBuckets(range, bucket));
        await store.close();
      },
    ),
    { numRuns: 40 },
  );
});
