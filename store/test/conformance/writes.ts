import { describe, expect, it } from 'vitest';
import type { OpenStore } from '../conformance.ts';
import { batchOf, PH } from '../support/batch-of.ts';
import { EVER } from '../support/ever.ts';
import { withStore, write } from '../support/stored.ts';

const T = 1_764_000_000_000;

export function describeWrites(open: OpenStore): void {
  describe('write()', () => {
    it('stores each reading once: the same batch again is all duplicates and changes nothing', () =>
      withStore(open, async (store) => {
        const rows = [
          { t: T, value: 7.1 },
          { t: T + 1, value: null },
          { t: T, value: 81.3, parameter: 'cod', flag: 3, tests: 5 },
        ];
        expect(await write(store, rows)).toEqual({
          status: 'stored',
          stored: 3,
          duplicates: 0,
          conflicts: [],
          refused: [],
        });
        const before = await store.readings({ ...EVER, limit: 10 });
        expect(await write(store, rows)).toMatchObject({ stored: 0, duplicates: 3, conflicts: [] });
        expect(await store.readings({ ...EVER, limit: 10 })).toEqual(before);
      }));

    it('gives back what was written, to the last bit', () =>
      withStore(open, async (store) => {
        const row = {
          ...PH,
          t: T,
          value: 0.1 + 0.2,
          flag: 3,
          tests: 2 ** 31 + 5,
          receivedAt: T + 123_456,
          settingsVersion: 1_234,
        };
        const small = {
          ...PH,
          t: T - 1,
          value: -1e-300,
          flag: 2,
          tests: 0,
          receivedAt: T,
          settingsVersion: 0,
        };
        const missing = {
          ...PH,
          t: T - 2,
          value: Number.NaN,
          flag: 9,
          tests: 0,
          receivedAt: T,
          settingsVersion: 7,
        };
        await write(store, [row, small, missing]);
        expect(await store.readings({ ...EVER, limit: 10 })).toEqual([row, small, missing]);
      }));

    it('keeps the first value, with its flag, tests and time of receipt, and names the other as a conflict', () =>
      withStore(open, async (store) => {
        await write(store, [{ t: T, value: 7.1, flag: 1, tests: 0, receivedAt: T + 5 }]);
        expect(
          await write(store, [
            { t: T + 1, value: 7.2 },
            { t: T, value: 9.9, flag: 4, tests: 1, receivedAt: T + 9 },
          ]),
        ).toEqual({
          status: 'stored',
          stored: 1,
          duplicates: 0,
          conflicts: [{ row: 1, storedValue: 7.1 }],
          refused: [],
        });
        const [, first] = await store.readings({ ...EVER, limit: 10 });
        expect(first).toMatchObject({ t: T, value: 7.1, flag: 1, tests: 0, receivedAt: T + 5 });
      }));

    it('calls the same value with another flag a duplicate', () =>
      withStore(open, async (store) => {
        await write(store, [{ t: T, value: 7.1, flag: 1 }]);
        expect(await write(store, [{ t: T, value: 7.1, flag: 3 }])).toMatchObject({
          stored: 0,
          duplicates: 1,
        });
        expect(await store.latest({})).toMatchObject([{ flag: 1 }]);
      }));

    it('judges rows of one batch in their order', () =>
      withStore(open, async (store) => {
        expect(
          await write(store, [
            { t: T, value: 1 },
            { t: T, value: 1 },
            { t: T, value: 2 },
            { t: T, value: null },
          ]),
        ).toEqual({
          status: 'stored',
          stored: 1,
          duplicates: 1,
          conflicts: [
            { row: 2, storedValue: 1 },
            { row: 3, storedValue: 1 },
          ],
          refused: [],
        });
        expect(await store.readings({ ...EVER, limit: 10 })).toHaveLength(1);
      }));

    it('tells "no value" from a value, and takes it for itself', () =>
      withStore(open, async (store) => {
        await write(store, [
          { t: T, value: null },
          { t: T + 1, value: 7 },
        ]);
        expect(
          await write(store, [
            { t: T, value: 7 },
            { t: T, value: null },
            { t: T + 1, value: null },
          ]),
        ).toEqual({
          status: 'stored',
          stored: 0,
          duplicates: 1,
          conflicts: [
            { row: 0, storedValue: Number.NaN },
            { row: 2, storedValue: 7 },
          ],
          refused: [],
        });
      }));

    it('takes late and out-of-order readings at their own time', () =>
      withStore(open, async (store) => {
        await write(store, [{ t: T + 3_000, value: 3 }]);
        await write(store, [
          { t: T + 2_000, value: 2 },
          { t: T - 86_400_000, value: 0 },
          { t: T + 4_000, value: 4 },
          { t: T + 1_000, value: 1 },
        ]);
        const readings = await store.readings({ ...EVER, limit: 10 });
        expect(readings.map(({ value }) => value)).toEqual([4, 3, 2, 1, 0]);
      }));

    it('knows a reading by device, parameter and time, so a device that was moved does not store it twice', () =>
      withStore(open, async (store) => {
        await write(store, [{ t: T, value: 7.1, point: 'effluent' }]);
        expect(
          await write(store, [
            { t: T, value: 7.1, point: 'influent' },
            { t: T, value: 7.3, point: 'influent' },
            { t: T + 1, value: 7.2, point: 'influent' },
          ]),
        ).toMatchObject({ stored: 1, duplicates: 1, conflicts: [{ row: 1, storedValue: 7.1 }] });
        expect(await store.latest({})).toMatchObject([
          { point: 'effluent', t: T, value: 7.1 },
          { point: 'influent', t: T + 1, value: 7.2 },
        ]);
      }));

    it('keeps apart what differs in device or parameter', () =>
      withStore(open, async (store) => {
        expect(
          await write(store, [
            { t: T, value: 1 },
            { t: T, value: 2, device: 'logger-2' },
            { t: T, value: 3, parameter: 'cod' },
          ]),
        ).toMatchObject({ stored: 3 });
      }));

    it('names the rows that no store can take, with the reason, and stores the others', () =>
      withStore(open, async (store) => {
        const outcome = await write(store, [
          { t: T, value: 1 },
          { t: T + 0.5, value: 1 },
          { t: -1, value: 1 },
          { t: Number.NaN, value: 1 },
          { t: 8.64e15, value: 1 },
          { t: T + 1, value: Number.POSITIVE_INFINITY },
          { t: T + 2, value: 1, flag: 5 },
          { t: T + 3, value: 2 },
        ]);
        expect(outcome).toMatchObject({ stored: 2, duplicates: 0, conflicts: [] });
        expect(outcome.refused.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6]);
        expect(outcome.refused.every(({ reason }) => reason.length > 0)).toBe(true);
        expect(await store.readings({ ...EVER, limit: 10 })).toHaveLength(2);
      }));

    it('reads no further than the length of the batch, and takes an empty one', () =>
      withStore(open, async (store) => {
        const batch = batchOf([
          { t: T, value: 1 },
          { t: T + 1, value: 2 },
        ]);
        expect(await store.write({ ...batch, length: 1 })).toMatchObject({ status: 'stored', stored: 1 });
        expect(await store.write({ ...batch, length: 0 })).toMatchObject({ status: 'stored', stored: 0 });
        expect(await store.readings({ ...EVER, limit: 10 })).toHaveLength(1);
      }));

    it('stores once what is written twice at the same time', () =>
      withStore(open, async (store) => {
        const rows = Array.from({ length: 100 }, (_, i) => ({ t: T + i, value: i }));
        const [a, b] = await Promise.all([write(store, rows), write(store, rows)]);
        expect(a.stored + b.stored).toBe(100);
        expect(a.duplicates + b.duplicates).toBe(100);
        expect(await store.readings({ ...EVER, limit: 1_000 })).toHaveLength(100);
      }));

    it('says retry once it is closed', async () => {
      const store = await open();
      await store.close();
      expect(await store.write(batchOf([{ t: T, value: 1 }]))).toMatchObject({ status: 'retry' });
    });
  });
}
