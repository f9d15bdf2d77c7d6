import { UnavailableError } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadingsQuery, StoredReading } from '../../src/index.ts';
import type { OpenStore } from '../conformance.ts';
import { PH, type RowOf } from '../support/batch-of.ts';
import { EVER } from '../support/ever.ts';
import { withStore, write } from '../support/stored.ts';

const T = 1_764_000_000_000;

export function describeQueries(open: OpenStore): void {
  describe('latest()', () => {
    it('gives the newest reading of each series whatever its flag, in order of series', () =>
      withStore(open, async (store) => {
        await write(store, [
          { t: T + 1, value: null, parameter: 'ph' },
          { t: T, value: 7, parameter: 'ph' },
          { t: T, value: 80, parameter: 'cod', flag: 4, tests: 1 },
          { t: T, value: 1, plant: 'another', device: 'logger-9' },
        ]);
        await write(store, [{ t: T - 1, value: 6, parameter: 'ph' }]);
        const latest = await store.latest({});
        expect(
          latest.map(({ plant, parameter, t, value, flag }) => [plant, parameter, t, value, flag]),
        ).toEqual([
          ['another', 'ph', T, 1, 1],
          ['ipal', 'cod', T, 80, 4],
          ['ipal', 'ph', T + 1, Number.NaN, 9],
        ]);
        expect(await store.latest({ plant: 'ipal', parameter: 'cod' })).toEqual([latest[1]]);
        expect(await store.latest({ device: 'logger-9' })).toEqual([latest[0]]);
        expect(await store.latest({ point: 'nowhere' })).toEqual([]);
      }));
  });

  describe('readings()', () => {
    const rows: RowOf[] = [];
    for (let i = 0; i < 10; i++) {
      for (const parameter of ['ph', 'cod', 'tss'])
        rows.push({ t: T + Math.floor(i / 2) * 1_000, value: i, parameter, device: `logger-${i % 2}` });
    }

    it('pages from the newest to the oldest, each reading once, ties in order of series', () =>
      withStore(open, async (store) => {
        await write(store, rows);
        const all = await store.readings({ ...EVER, limit: 1_000 });
        expect(all).toHaveLength(30);
        expect(all.map(({ t }) => t)).toEqual(all.map(({ t }) => t).sort((a, b) => b - a));
        expect(all.slice(0, 6).map(({ device, parameter }) => `${device} ${parameter}`)).toEqual([
          'logger-0 cod',
          'logger-0 ph',
          'logger-0 tss',
          'logger-1 cod',
          'logger-1 ph',
          'logger-1 tss',
        ]);
        const paged: StoredReading[] = [];
        let query: ReadingsQuery = { ...EVER, limit: 4 };
        for (;;) {
          const page = await store.readings(query);
          const last = page.at(-1);
          if (last === undefined) break;
          expect(page.length).toBeLessThanOrEqual(4);
          paged.push(...page);
          query = { ...query, after: last };
        }
        expect(paged).toEqual(all);
      }));

    it('holds the range half-open and to the filter, also on the pages that follow', () =>
      withStore(open, async (store) => {
        await write(store, rows);
        const query = { from: T + 1_000, to: T + 3_000, device: 'logger-1', parameter: 'cod' };
        const page = await store.readings({ ...query, limit: 1 });
        expect(page.map(({ t }) => t)).toEqual([T + 2_000]);
        const [last] = page;
        if (last === undefined) throw new Error('no first page');
        const rest = await store.readings({ ...query, limit: 10, after: last });
        expect(rest.map(({ t, device, parameter }) => [t, device, parameter])).toEqual([
          [T + 1_000, 'logger-1', 'cod'],
        ]);
        expect(await store.readings({ ...EVER, plant: 'another', limit: 10 })).toEqual([]);
      }));
  });

  describe('received()', () => {
    it('gives the readings of a device by when they were measured and received, by series and time', () =>
      withStore(open, async (store) => {
        await write(store, [
          { t: T + 1, value: 2, receivedAt: T + 800 },
          { t: T, value: null, receivedAt: T + 700 },
          { t: T + 2, value: 3, receivedAt: T + 900 },
          { t: T + 3, value: 4, receivedAt: T + 750 },
          { t: T + 1, value: 0.1 + 0.2, parameter: 'cod', receivedAt: T + 600 },
          { t: T + 1, value: 5, point: 'aeration', parameter: 'tss', receivedAt: T + 610 },
          { t: T + 1, value: 1, device: 'logger-9', receivedAt: T + 700 },
        ]);
        const ask = async (ranges: { from: number; to: number; receivedFrom: number; receivedTo: number }) =>
          (await store.received({ plant: 'ipal', device: 'logger-1', ...ranges })).series.map(
            ({ point, parameter, t, value, receivedAt }) => [
              `${point} ${parameter}`,
              [...t],
              [...value],
              [...receivedAt],
            ],
          );
        expect(await ask({ from: T, to: T + 3, receivedFrom: T + 600, receivedTo: T + 900 })).toEqual([
          ['aeration tss', [T + 1], [5], [T + 610]],
          ['effluent cod', [T + 1], [0.1 + 0.2], [T + 600]],
          ['effluent ph', [T, T + 1], [Number.NaN, 2], [T + 700, T + 800]],
        ]);
        expect(await ask({ from: T, to: T + 9, receivedFrom: T + 901, receivedTo: T + 999 })).toEqual([]);
        const nobody = { plant: 'ipal', device: 'nobody', from: 0, to: T, receivedFrom: 0, receivedTo: T };
        expect(await store.received(nobody)).toEqual({ heldFrom: 0, series: [] });
      }));
  });

  describe('marks()', () => {
    it('gives time, receipt, flag and tests of every reading of the half-open range, by series and time', () =>
      withStore(open, async (store) => {
        await write(store, [
          { t: T + 2, value: null, receivedAt: T + 900 },
          { t: T + 1, value: 2, flag: 3, tests: 5, receivedAt: T + 800 },
          { t: T, value: 1, receivedAt: T + 700 },
          { t: T + 3, value: 4 },
          { t: T + 1, value: 50, parameter: 'cod', receivedAt: T + 600 },
          { t: T + 1, value: 1, plant: 'another', device: 'logger-9' },
        ]);
        const marks = await store.marks({ plant: 'ipal', from: T, to: T + 3 });
        const lists = marks.series.map(({ parameter, t, receivedAt, flag, tests }) => ({
          parameter,
          t: [...t],
          receivedAt: [...receivedAt],
          flag: [...flag],
          tests: [...tests],
        }));
        expect(lists).toEqual([
          { parameter: 'cod', t: [T + 1], receivedAt: [T + 600], flag: [1], tests: [0] },
          {
            parameter: 'ph',
            t: [T, T + 1, T + 2],
            receivedAt: [T + 700, T + 800, T + 900],
            flag: [1, 3, 9],
            tests: [0, 5, 0],
          },
        ]);
        expect(marks.series[1]).toMatchObject(PH);
        expect((await store.marks({ ...EVER, device: 'nobody' })).series).toEqual([]);
      }));
  });

  describe('rawSeries()', () => {
    it('gives every point of the half-open range in order of time when they are few enough', () =>
      withStore(open, async (store) => {
        await write(store, [
          { t: T + 2, value: null },
          { t: T + 1, value: 2, flag: 3 },
          { t: T, value: 1 },
          { t: T + 3, value: 4 },
          { t: T + 1, value: 50, parameter: 'cod' },
        ]);
        expect(await store.rawSeries({ series: PH, from: T, to: T + 3, maxPoints: 3 })).toEqual({
          points: [
            { t: T, value: 1, flag: 1 },
            { t: T + 1, value: 2, flag: 3 },
            { t: T + 2, value: Number.NaN, flag: 9 },
          ],
          downsampled: false,
        });
        expect(await store.rawSeries({ series: { ...PH, device: 'none' }, ...EVER, maxPoints: 3 })).toEqual({
          points: [],
          downsampled: false,
        });
      }));

    it('thins to at most maxPoints of its own points, in order, without losing the extremes of any slice', () =>
      withStore(open, async (store) => {
        const values = Array.from({ length: 500 }, (_, i) =>
          i % 7 === 0 ? null : Math.sin(i) * (1 + (i % 50)),
        );
        await write(
          store,
          values.map((value, i) => ({ t: T + i * 1_000, value })),
        );
        await fc.assert(
          fc.asyncProperty(
            fc.integer({ min: 2, max: 200 }),
            fc.integer({ min: 0, max: 499 }),
            fc.integer({ min: 1, max: 500 }),
            async (maxPoints, start, length) => {
              const range = { from: T + start * 1_000, to: T + (start + length) * 1_000 };
              const all = await store.rawSeries({ series: PH, ...range, maxPoints: 500 });
              const thin = await store.rawSeries({ series: PH, ...range, maxPoints });
              expect(all.downsampled).toBe(false);
              expect(thin.downsampled).toBe(all.points.length > maxPoints);
              expect(thin.points.length).toBeLessThanOrEqual(maxPoints);
              const own = new Map(all.points.map((point) => [point.t, point]));
              for (const point of thin.points) expect(own.get(point.t)).toEqual(point);
              const times = thin.points.map(({ t }) => t);
              expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
              const slices = thin.downsampled ? Math.floor(maxPoints / 2) : all.points.length;
              const first = all.points[0]?.t ?? 0;
              const span = (all.points.at(-1)?.t ?? 0) - first + 1;
              const extremes = (points: typeof all.points): Map<number, [number, number]> => {
                const found = new Map<number, [number, number]>();
                for (const { t, value } of points) {
                  if (Number.isNaN(value)) continue;
                  const slice = Math.floor(((t - first) * slices) / span);
                  const [min, max] = found.get(slice) ?? [value, value];
                  found.set(slice, [Math.min(min, value), Math.max(max, value)]);
                }
                return found;
              };
              expect(extremes(thin.points)).toEqual(extremes(all.points));
            },
          ),
          { numRuns: 25 },
        );
      }));
  });

  describe('coverage()', () => {
    it('tells for each series what the range holds: first, last, all and good', () =>
      withStore(open, async (store) => {
        await write(store, [
          { t: T, value: 1 },
          { t: T + 1_000, value: 2, flag: 3 },
          { t: T + 2_000, value: null },
          { t: T + 3_000, value: 4 },
          { t: T + 1_000, value: 50, parameter: 'cod' },
          { t: T + 9_000, value: 51, parameter: 'tss' },
        ]);
        const cod = { ...PH, parameter: 'cod', first: T + 1_000, last: T + 1_000, total: 1, good: 1 };
        const ph = { ...PH, first: T, last: T + 2_000, total: 3, good: 1 };
        expect(await store.coverage({ from: T, to: T + 3_000 })).toEqual([cod, ph]);
        expect(await store.coverage({ from: T, to: T + 3_000, parameter: 'ph' })).toEqual([ph]);
      }));
  });

  describe('ping()', () => {
    it('answers while the store is open; afterwards it and every query say that the store is unavailable', async () => {
      const store = await open();
      await store.ping();
      await store.close();
      await expect(store.ping()).rejects.toThrow(UnavailableError);
      await expect(store.latest({})).rejects.toThrow(UnavailableError);
      await expect(store.readings({ ...EVER, limit: 1 })).rejects.toThrow(UnavailableError);
      await expect(store.coverage(EVER)).rejects.toThrow(UnavailableError);
    });
  });
}
