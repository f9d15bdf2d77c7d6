import { InvalidInputError } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { BUCKETS, openMemoryStore } from '../../src/index.ts';
import type { OpenStore } from '../conformance.ts';
import { PH, type RowOf } from '../support/batch-of.ts';
import { EVER } from '../support/ever.ts';
import { expectSameBuckets, withStore, write } from '../support/stored.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T = Date.UTC(2025, 10, 24, 16);

const ZONES = ['UTC', 'Asia/Jakarta', 'Asia/Kolkata', 'Europe/Berlin', 'Australia/Lord_Howe'];

/** Readings every 7 minutes, some missing, some failed, over a change of offset in Berlin and on Lord Howe. */
function seasonChange(): RowOf[] {
  const from = Date.UTC(2026, 2, 27, 3, 13);
  return Array.from({ length: 2_100 }, (_, i) => ({
    t: from + i * 7 * MINUTE,
    value: i % 11 === 0 ? null : Math.round(Math.sin(i / 40) * 1_000) / 100 + 10,
    ...(i % 13 === 5 ? { flag: 4 } : {}),
  }));
}

export function describeAggregates(open: OpenStore): void {
  describe('aggregate()', () => {
    it('stands mean, min and max on values that are neither failed nor missing, and counts all and the good', () =>
      withStore(open, async (store) => {
        await write(store, [
          { t: T, value: 10, flag: 1 },
          { t: T + 1, value: 20, flag: 2 },
          { t: T + 2, value: 30, flag: 3 },
          { t: T + 3, value: 99, flag: 4 },
          { t: T + 4, value: null, flag: 9 },
          { t: T + 5, value: 77, flag: 9 },
          { t: T + 6, value: null, flag: 3 },
        ]);
        const query = { series: PH, ...EVER, bucket: '1h', timeZone: 'UTC', quantiles: false } as const;
        expect(await store.aggregate(query)).toEqual([
          { t: T, mean: 20, min: 10, max: 30, count: 3, total: 7, good: 1 },
        ]);
      }));

    it('gives NaN where a bucket has readings but none to stand on, and no bucket where there is none', () =>
      withStore(open, async (store) => {
        await write(store, [
          { t: T, value: null },
          { t: T + 2 * HOUR, value: 5 },
        ]);
        const query = { series: PH, ...EVER, bucket: '1h', timeZone: 'UTC', quantiles: true } as const;
        const none = { mean: Number.NaN, min: Number.NaN, max: Number.NaN, p50: Number.NaN, p95: Number.NaN };
        expect(await store.aggregate(query)).toEqual([
          { t: T, ...none, count: 0, total: 1, good: 0 },
          { t: T + 2 * HOUR, mean: 5, min: 5, max: 5, p50: 5, p95: 5, count: 1, total: 1, good: 1 },
        ]);
        expect(await store.aggregate({ ...query, series: { ...PH, parameter: 'cod' } })).toEqual([]);
      }));

    it('interpolates the median and the 95th percentile between the nearest values', () =>
      withStore(open, async (store) => {
        await write(
          store,
          [40, 10, 30, 20].map((value, i) => ({ t: T + i, value })),
        );
        const query = { series: PH, ...EVER, bucket: '5m', timeZone: 'UTC', quantiles: true } as const;
        expectSameBuckets(await store.aggregate(query), [
          { t: T, mean: 25, min: 10, max: 40, p50: 25, p95: 38.5, count: 4, total: 4, good: 4 },
        ]);
      }));

    it('begins days at the plant’s midnight and hours on its clock, half-hour zones too', () =>
      withStore(open, async (store) => {
        await write(store, [
          { t: T + 59 * MINUTE, value: 1 },
          { t: T + 60 * MINUTE, value: 2 },
          { t: T + 2 * HOUR + 29 * MINUTE, value: 3 },
          { t: T + 2 * HOUR + 30 * MINUTE, value: 4 },
        ]);
        const starts = async (bucket: '1d' | '1h', timeZone: string): Promise<number[]> =>
          (await store.aggregate({ series: PH, ...EVER, bucket, timeZone, quantiles: false })).map(
            ({ t }) => (t - T) / MINUTE,
          );
        // 16:00 UTC is 23:00 in Jakarta and 21:30 in Kolkata.
        expect(await starts('1d', 'Asia/Jakarta')).toEqual([-23 * 60, 60]);
        expect(await starts('1d', 'Asia/Kolkata')).toEqual([-21.5 * 60, 2.5 * 60]);
        expect(await starts('1h', 'Asia/Kolkata')).toEqual([30, 90, 150]);
        expect(await starts('1d', 'UTC')).toEqual([-16 * 60]);
      }));

    it('cuts a bucket at the ends of the range, and names it by its own begin', () =>
      withStore(open, async (store) => {
        await write(
          store,
          Array.from({ length: 24 * 12 }, (_, i) => ({ t: T + i * 5 * MINUTE, value: i })),
        );
        const range = { from: T + 25 * MINUTE, to: T + 3 * HOUR + 5 * MINUTE };
        const query = { series: PH, ...range, bucket: '2h', timeZone: 'UTC', quantiles: false } as const;
        expect(await store.aggregate(query)).toEqual([
          { t: T, mean: 14, min: 5, max: 23, count: 19, total: 19, good: 19 },
          { t: T + 2 * HOUR, mean: 30, min: 24, max: 36, count: 13, total: 13, good: 13 },
        ]);
        expect(await store.aggregate({ ...query, to: range.from })).toEqual([]);
      }));

    it('gives in each bucket and zone what the store in memory gives', () =>
      withStore(open, async (store) => {
        const rows = seasonChange();
        const reference = openMemoryStore();
        await write(reference, rows);
        for (let i = 0; i < rows.length; i += 700) await write(store, rows.slice(i, i + 700));
        const range = { from: rows[17]?.t ?? 0, to: rows[2_000]?.t ?? 0 };
        for (const timeZone of ZONES) {
          for (const bucket of BUCKETS) {
            const query = { series: PH, ...range, bucket, timeZone, quantiles: bucket === '1d' };
            expectSameBuckets(await store.aggregate(query), await reference.aggregate(query));
          }
        }
      }));

    it('refuses a time zone that does not exist', () =>
      withStore(open, async (store) => {
        const query = {
          series: PH,
          ...EVER,
          bucket: '1d',
          timeZone: 'Asia/Atlantis',
          quantiles: false,
        } as const;
        await expect(store.aggregate(query)).rejects.toThrow(InvalidInputError);
      }));
  });
}
