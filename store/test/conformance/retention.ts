import { describe, expect, it } from 'vitest';
import { BUCKETS, openMemoryStore } from '../../src/index.ts';
import type { OpenStore } from '../conformance.ts';
import { PH, type RowOf } from '../support/batch-of.ts';
import { EVER } from '../support/ever.ts';
import { expectSameBuckets, withStore, write } from '../support/stored.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const T = Date.UTC(2025, 10, 24);

const COD = { ...PH, parameter: 'cod' };

/** Four days of one series every 10 minutes, and a second series that ends on the first day. */
function fourDays(): RowOf[] {
  const rows: RowOf[] = [];
  for (let t = T; t < T + 4 * DAY; t += 10 * MINUTE) {
    const value = ((t - T) / MINUTE) % 97;
    rows.push({ t, value: value === 0 ? null : value });
    if (t < T + DAY) rows.push({ t, value: 1, parameter: 'cod' });
  }
  return rows;
}

export function describeRetention(open: OpenStore): void {
  describe('retain()', () => {
    it('deletes what is older by whole hours, and says how much of which series', () =>
      withStore(open, async (store) => {
        await write(store, fourDays());
        expect(await store.retain({ rawBefore: T + 2 * DAY + 5 * MINUTE })).toEqual({
          deleted: 2 * 144 + 144,
          series: [COD, PH],
        });
        expect(await store.coverage(EVER)).toMatchObject([{ ...PH, first: T + 2 * DAY, total: 288 }]);
        expect(await store.latest({})).toMatchObject([{ ...PH, t: T + 4 * DAY - 10 * MINUTE }]);
        const { plant, device } = PH;
        const always = { from: 0, to: T + 9 * DAY, receivedFrom: 0, receivedTo: T + 9 * DAY };
        const { heldFrom, series } = await store.received({ plant, device, ...always });
        expect([heldFrom, series.map(({ t }) => [t[0], t.length])]).toEqual([
          T + 2 * DAY,
          [[T + 2 * DAY, 288]],
        ]);
        const marks = await store.marks(EVER);
        expect(marks.heldFrom).toBe(T + 2 * DAY);
        expect(marks.series.map(({ t }) => [t[0], t.length])).toEqual([[T + 2 * DAY, 288]]);
        expect(await store.retain({ rawBefore: T + 2 * DAY })).toEqual({ deleted: 0, series: [] });
      }));

    it('leaves buckets of an hour and longer as they were where they are made of whole UTC hours', () =>
      withStore(open, async (store) => {
        const reference = openMemoryStore();
        for (const each of [store, reference]) await write(each, fourDays());
        await store.retain({ rawBefore: T + 3 * DAY });
        for (const timeZone of ['UTC', 'Asia/Jakarta', 'Europe/Berlin']) {
          for (const bucket of BUCKETS.slice(BUCKETS.indexOf('1h'))) {
            for (const series of [PH, COD]) {
              const query = { series, ...EVER, bucket, timeZone, quantiles: false };
              expectSameBuckets(await store.aggregate(query), await reference.aggregate(query));
            }
          }
        }
      }));

    it('gives no quantile of a bucket whose readings are gone', () =>
      withStore(open, async (store) => {
        await write(store, fourDays());
        await store.retain({ rawBefore: T + DAY + 12 * HOUR });
        const query = { series: PH, ...EVER, bucket: '1d', timeZone: 'UTC', quantiles: true } as const;
        const days = await store.aggregate(query);
        expect(days.map(({ p50, p95 }) => [Number.isNaN(p50), Number.isNaN(p95)])).toEqual([
          [true, true],
          [true, true],
          [false, false],
          [false, false],
        ]);
      }));

    it('refuses late readings of hours whose readings are gone: whether they are new can no longer be known', () =>
      withStore(open, async (store) => {
        await write(store, fourDays());
        await store.retain({ rawBefore: T + DAY });
        const query = { series: PH, ...EVER, bucket: '1d', timeZone: 'UTC', quantiles: false } as const;
        const before = await store.aggregate(query);
        const outcome = await write(store, [
          { t: T + 10 * MINUTE, value: 10 },
          { t: T + 1, value: 10 },
          { t: T + DAY, value: (DAY / MINUTE) % 97 },
        ]);
        expect(outcome).toMatchObject({ stored: 0, duplicates: 1, refused: [{ row: 0 }, { row: 1 }] });
        expect(await store.aggregate(query)).toEqual(before);
      }));
  });
}
