import { type ReadingBatch, seriesName } from '@banyu/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liveWindow } from '../../src/http/live-window.ts';
import { batchOf } from './support/rig.ts';

const ALL = { plants: new Set<string>(), parameters: new Set<string>() };

const row = fc.record({
  plant: fc.constantFrom('p1', 'p2'),
  device: fc.constantFrom('d1', 'd2'),
  parameter: fc.constantFrom('ph', 'cod'),
  t: fc.integer({ min: 0, max: 50 }),
  value: fc.oneof(fc.integer(), fc.constant(Number.NaN)),
});
const rows = fc.array(row, { maxLength: 20 });
const filter = fc.record({
  plants: fc.subarray(['p1', 'p2']).map((ids) => new Set(ids)),
  parameters: fc.subarray(['ph', 'cod']).map((ids) => new Set(ids)),
});

function passing(batches: readonly ReadingBatch[], { plants, parameters }: typeof ALL) {
  return batches.flatMap((batch) =>
    batch.series
      .map((key, i) => ({ ...key, t: batch.t[i] ?? 0 }))
      .filter((r) => plants.size === 0 || plants.has(r.plant))
      .filter((r) => parameters.size === 0 || parameters.has(r.parameter)),
  );
}

test('liveWindow() gives every reading that passes the filter, in order, one event a plant', () => {
  fc.assert(
    fc.property(fc.array(rows, { maxLength: 4 }), filter, (lists, wanted) => {
      const batches = lists.map(batchOf);
      const { events, readings, thinned } = liveWindow(batches, wanted, {
        maxReadings: 100,
        incomplete: false,
      });
      const expected = passing(batches, wanted);
      expect(thinned).toBe(false);
      expect(readings).toBe(expected.length);
      expect(new Set(events.map((event) => event.plant)).size).toBe(events.length);
      for (const event of events) {
        expect(event).not.toHaveProperty('thinned');
        const ofPlant = expected.filter((r) => r.plant === event.plant);
        expect(event.readings.map(({ parameter, device, t }) => ({ parameter, device, t }))).toEqual(
          ofPlant.map(({ parameter, device, t }) => ({ parameter, device, t })),
        );
      }
    }),
  );
});

test('liveWindow() gives the newest of each series when there are too many, and says so', () => {
  fc.assert(
    fc.property(fc.array(rows, { minLength: 1, maxLength: 4 }), filter, (lists, wanted) => {
      const batches = lists.map(batchOf);
      const expected = new Map<string, number>();
      for (const r of passing(batches, wanted)) {
        expected.set(seriesName(r), Math.max(r.t, expected.get(seriesName(r)) ?? 0));
      }
      const { events, thinned } = liveWindow(batches, wanted, { maxReadings: 0, incomplete: false });
      const shown = events.flatMap((event) => event.readings);
      expect(thinned).toBe(expected.size > 0);
      expect(new Map(shown.map((r) => [seriesName(r), r.t]))).toEqual(expected);
      expect(shown).toHaveLength(expected.size);
      for (const event of events) expect(event.thinned).toBe(true);
    }),
  );
});

test('liveWindow() says thinned when earlier batches are gone already', () => {
  const { events } = liveWindow([batchOf([{}])], ALL, { maxReadings: 10, incomplete: true });
  expect(events).toMatchObject([{ thinned: true }]);
});

test('liveWindow() shows a missing value as null and names the tests that spoke', () => {
  const batch = batchOf([{ value: Number.NaN, flag: 9, tests: 0b101, t: 5, receivedAt: 6 }]);
  const { events } = liveWindow([batch], ALL, { maxReadings: 10, incomplete: false });
  expect(events[0]?.readings).toMatchObject([
    { value: null, flag: 9, tests: ['gross_range', 'spike'], t: 5, receivedAt: 6 },
  ]);
});

test('liveWindow() says of a reading whose flag was completed that it was told before', () => {
  const batch = { ...batchOf([{ flag: 3, tests: 0b100 }]), completed: true as const };
  const { events } = liveWindow([batchOf([{}]), batch], ALL, { maxReadings: 10, incomplete: false });
  expect(events[0]?.readings.map(({ flag, completed }) => [flag, completed])).toEqual([
    [1, undefined],
    [3, true],
  ]);
});
