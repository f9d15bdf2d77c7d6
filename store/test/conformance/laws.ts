import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bucket, openMemoryStore, type Store, type WriteOutcome } from '../../src/index.ts';
import type { OpenStore } from '../conformance.ts';
import { batchOf, keyOf, PH, type RowOf } from '../support/batch-of.ts';
import { EVER } from '../support/ever.ts';
import { expectSameBuckets, withStore, write } from '../support/stored.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T = Date.UTC(2025, 10, 24, 15);

/** One of each kind: within the hour, of hours, of days. */
const SOME_BUCKETS: readonly Bucket[] = ['5m', '1h', '2h', '1d'];

/** Few series and few instants, so that rows meet: five hours, in steps that fall into the same ones. */
const place = fc.record({
  parameter: fc.constantFrom('ph', 'cod'),
  device: fc.constantFrom('logger-1', 'logger-2'),
  t: fc.integer({ min: 0, max: 60 }).map((step) => T + step * 5 * MINUTE),
});
const flag = fc.constantFrom(1, 2, 3, 4, 9);
const value = fc.option(fc.integer({ min: 0, max: 3 }), { freq: 6 });
const anyRows = fc.array(
  fc.record({ place, value, flag }).map(({ place: at, ...rest }) => ({ ...at, ...rest })),
  {
    maxLength: 60,
  },
);

type Step = { readonly write: readonly RowOf[] } | { readonly retainHours: number };
const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: anyRows.map((rows) => ({ write: rows })) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 5 }).map((retainHours) => ({ retainHours })) },
  ),
  { minLength: 1, maxLength: 6 },
);

export function describeLaws(open: OpenStore): void {
  describe('whatever comes', () => {
    it('cutting, ordering and repeating batches changes no answer', () =>
      fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(fc.record({ place, value, flag }), {
            selector: ({ place: { device, parameter, t } }) => `${device} ${parameter} ${t}`,
            minLength: 1,
            maxLength: 80,
          }),
          fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
          fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
          async (readings, sizes, chance) => {
            const rows = readings.map(({ place: at, ...rest }) => ({ ...at, ...rest }));
            const delivered = shuffled([...rows, ...rows.slice(0, rows.length / 2)], chance);
            const reference = openMemoryStore();
            await write(reference, rows);
            await withStore(open, async (store) => {
              for (let start = 0, i = 0; start < delivered.length; i++) {
                const end = start + (sizes[i % sizes.length] ?? 1);
                expect(await write(store, delivered.slice(start, end))).toMatchObject({
                  conflicts: [],
                  refused: [],
                });
                start = end;
              }
              await expectSameAnswers(store, reference);
            });
          },
        ),
        { numRuns: 12 },
      ));

    it('each batch fares, and each question is answered, as in memory', () =>
      fc.assert(
        fc.asyncProperty(anySteps, (steps) =>
          withStore(open, async (store) => {
            const reference = openMemoryStore();
            for (const step of steps) {
              if ('write' in step) {
                const batch = batchOf(step.write);
                expect(comparable(await store.write(batch))).toEqual(
                  comparable(await reference.write(batch)),
                );
              } else {
                const policy = { rawBefore: T + step.retainHours * HOUR };
                expect(await store.retain(policy)).toEqual(await reference.retain(policy));
              }
            }
            await expectSameAnswers(store, reference);
          }),
        ),
        { numRuns: 20 },
      ));
  });
}

async function expectSameAnswers(store: Store, reference: Store): Promise<void> {
  const range = { from: T + 7 * MINUTE, to: T + 4 * HOUR + 12 * MINUTE };
  for (const each of [EVER, range]) {
    const readings = { ...each, limit: 1_000 };
    expect(await store.readings(readings)).toEqual(await reference.readings(readings));
    expect(await store.coverage(each)).toEqual(await reference.coverage(each));
    for (const bucket of SOME_BUCKETS) {
      for (const timeZone of ['Asia/Jakarta', 'Asia/Kolkata']) {
        const series = keyOf(PH);
        const query = { series, ...each, bucket, timeZone, quantiles: bucket === '2h' };
        expectSameBuckets(await store.aggregate(query), await reference.aggregate(query));
      }
    }
  }
  expect(await store.latest({})).toEqual(await reference.latest({}));
}

/** A write's outcome with its lists in order of rows, and without the words of a refusal. */
function comparable(outcome: WriteOutcome): unknown {
  if (outcome.status === 'retry') return outcome;
  return {
    ...outcome,
    conflicts: outcome.conflicts.toSorted((a, b) => a.row - b.row),
    refused: outcome.refused.map(({ row }) => row).sort((a, b) => a - b),
  };
}

function shuffled<T>(items: readonly T[], chance: Iterator<number>): T[] {
  return items
    .map((item) => ({ item, at: Number(chance.next().value) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
