import { describe, expect, it } from 'vitest';
import type { OpenStore } from '../conformance.ts';
import { batchOf, PH, type RowOf } from '../support/batch-of.ts';
import { EVER } from '../support/ever.ts';
import { withStore, write } from '../support/stored.ts';

const HOUR = 3_600_000;
const T = Date.UTC(2025, 10, 24);
const hourly = { series: PH, ...EVER, bucket: '1h', timeZone: 'UTC', quantiles: true } as const;

/** Three hours of a reading every ten minutes. */
const rows: readonly RowOf[] = Array.from({ length: 18 }, (_, i) => ({
  t: T + (i * HOUR) / 6,
  value: i,
  settingsVersion: 1,
}));

export function describeFlags(open: OpenStore): void {
  describe('reflag()', () => {
    it('changes flag, tests and settings version of a reading, and neither value nor time of receipt', () =>
      withStore(open, async (store) => {
        await write(store, [
          { t: T, value: 7, flag: 3, tests: 4, settingsVersion: 1, receivedAt: T + 5 },
          { t: T, value: 81, parameter: 'cod', settingsVersion: 1, receivedAt: T + 5 },
          { t: T + 1, value: null, settingsVersion: 1, receivedAt: T + 6 },
        ]);
        const before = await store.readings({ ...EVER, limit: 10 });
        const changes = [
          { t: T, value: 7, flag: 1, tests: 0, settingsVersion: 1_002, receivedAt: T + 99 },
          { t: T + 1, value: null, flag: 9, tests: 0, settingsVersion: 1_003 },
        ];
        expect(await store.reflag(batchOf(changes))).toEqual({ status: 'reflagged', reflagged: 2 });
        expect(await store.readings({ ...EVER, limit: 10 })).toEqual(
          before.map((reading) =>
            reading.parameter === 'cod'
              ? reading
              : reading.t === T
                ? { ...reading, flag: 1, tests: 0, settingsVersion: 1_002 }
                : { ...reading, settingsVersion: 1_003 },
          ),
        );
        expect((await store.latest({ parameter: 'ph' }))[0]).toMatchObject({
          t: T + 1,
          settingsVersion: 1_003,
        });
      }));

    it('leaves alone what is not stored, has another value, or lies in another series', () =>
      withStore(open, async (store) => {
        await write(store, [{ t: T, value: 7, settingsVersion: 1 }]);
        const before = await store.readings({ ...EVER, limit: 10 });
        const changes = [
          { t: T, value: 7.1, flag: 4 },
          { t: T, value: null, flag: 9 },
          { t: T + 1, value: 7, flag: 4 },
          { t: T, value: 7, flag: 4, point: 'influent' },
          { t: T, value: 7, flag: 4, parameter: 'cod' },
          { t: T, value: 7, flag: 4, device: 'nobody' },
        ];
        expect(await store.reflag(batchOf(changes))).toEqual({ status: 'reflagged', reflagged: 0 });
        expect(await store.readings({ ...EVER, limit: 10 })).toEqual(before);
      }));

    it('is followed by buckets and coverage, also of hours that were summed up before', () =>
      withStore(open, async (store) => {
        await write(store, rows);
        const [, before] = await store.aggregate(hourly);
        expect(before).toMatchObject({ count: 6, good: 6, max: 11 });
        await rollUp(store);
        const failed = rows
          .filter((_, i) => i === 10 || i === 11)
          .map((row) => ({ ...row, flag: 4, tests: 1 }));
        await store.reflag(batchOf(failed));
        expect((await store.aggregate(hourly))[1]).toMatchObject({
          ...{ total: 6, count: 4, good: 4, min: 6, max: 9, mean: 7.5 },
        });
        expect(await store.coverage({ ...EVER, parameter: 'ph' })).toMatchObject([{ total: 18, good: 16 }]);
        await rollUp(store);
        await store.reflag(batchOf(failed.map((row) => ({ ...row, flag: 1, tests: 0 }))));
        await rollUp(store);
        expect((await store.aggregate(hourly))[1]).toEqual(before);
      }));

    it('makes the same store as readings that had those flags from the beginning', () =>
      withStore(open, async (store) => {
        await withStore(open, async (other) => {
          const flagged = rows.map((row, i) => ({ ...row, flag: [1, 2, 3, 4][i % 4] ?? 1, tests: i % 4 }));
          await write(other, flagged);
          await write(store, rows);
          await store.reflag(batchOf(flagged));
          expect(await store.readings({ ...EVER, limit: 100 })).toEqual(
            await other.readings({ ...EVER, limit: 100 }),
          );
          expect(await store.aggregate(hourly)).toEqual(await other.aggregate(hourly));
          const later = rows.map((row) => ({ ...row, t: row.t + 3 * HOUR }));
          expect(await write(store, [...flagged, ...later])).toMatchObject({ stored: 18, duplicates: 18 });
        });
      }));
  });

  describe('spans()', () => {
    it('gives the oldest or the newest of a range, ascending, with all that a reading has', () =>
      withStore(open, async (store) => {
        await write(store, [
          ...rows.toReversed(),
          { t: T + HOUR, value: null, parameter: 'cod', tests: 3, settingsVersion: 1_001, receivedAt: T + 9 },
        ]);
        const ask = { series: PH, from: T, to: T + HOUR, limit: 3 } as const;
        const cod = {
          series: { ...PH, parameter: 'cod' },
          from: 0,
          to: 8e12,
          limit: 5,
          end: 'oldest',
        } as const;
        const [oldest, newest, all, one] = await store.spans([
          { ...ask, end: 'oldest' },
          { ...ask, end: 'newest' },
          { ...ask, limit: Number.MAX_SAFE_INTEGER, end: 'newest' },
          cod,
        ]);
        expect(Array.from(oldest?.value ?? [])).toEqual([0, 1, 2]);
        expect(Array.from(newest?.value ?? [])).toEqual([3, 4, 5]);
        expect(Array.from(all?.t ?? [])).toEqual(rows.slice(0, 6).map(({ t }) => t));
        expect(one).toEqual({
          length: 1,
          t: Float64Array.of(T + HOUR),
          value: Float64Array.of(Number.NaN),
          flag: Uint8Array.of(9),
          tests: Uint32Array.of(3),
          settingsVersion: Uint32Array.of(1_001),
          receivedAt: Float64Array.of(T + 9),
        });
      }));

    it('answers each question by itself, with nothing where there is nothing', () =>
      withStore(open, async (store) => {
        await write(store, rows);
        const question = { series: PH, from: 0, to: 9e12, limit: 2, end: 'newest' } as const;
        const answers = await store.spans([
          { ...question, series: { ...PH, device: 'nobody' } },
          question,
          { ...question, to: T },
          { ...question, from: T + 24 * HOUR },
          { ...question, from: T, to: T },
          ...rows.map(({ t }) => ({ ...question, from: t, to: t + 1 })),
        ]);
        expect(answers.map(({ length }) => length)).toEqual([0, 2, 0, 0, 0, ...rows.map(() => 1)]);
        expect(answers.slice(5).map(({ value }) => value[0])).toEqual(rows.map(({ value }) => value));
        expect(await store.spans([])).toEqual([]);
      }));

    it('does not give what retention deleted', () =>
      withStore(open, async (store) => {
        await write(store, rows);
        await store.retain({ rawBefore: T + HOUR });
        const [held] = await store.spans([{ series: PH, ...EVER, limit: 100, end: 'oldest' }]);
        expect(held?.length).toBe(12);
      }));
  });
}

/** Sums up the hours that have ended, in a store that does so now and then. */
async function rollUp(store: object): Promise<void> {
  if ('rollUp' in store && typeof store.rollUp === 'function') await store.rollUp();
}
