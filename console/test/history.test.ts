import type { ApiBucket, ApiReading, Flag } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Curve,
  curveOf,
  extendedHistory,
  failedHistory,
  lengthOfBucketMs,
  loadedHistory,
  loadingHistory,
  NO_HISTORY,
  trimmed,
  withReadings,
} from '../src/history.ts';
import { readingOf } from './support/plant-data.ts';

const SENSOR = { point: 'effluent', parameter: 'cod' };
const MINUTE = 60_000;

function reading(t: number, value: number | null, flag: Flag = 1): ApiReading {
  return readingOf(SENSOR, t, value, flag);
}

function aggregated(buckets: readonly ApiBucket[] = []): Curve & { mode: 'aggregated' } {
  return { mode: 'aggregated', bucketMs: MINUTE, buckets };
}

const readings = fc.uniqueArray(
  fc.record({
    t: fc.integer({ min: 0, max: 20 * MINUTE }),
    value: fc.option(fc.integer({ min: -500, max: 500 })),
    flag: fc.constantFrom<Flag>(1, 2, 3, 4, 9),
  }),
  { selector: ({ t }) => t, maxLength: 60 },
);

describe('withReadings()', () => {
  it('counts as the server does: failed and missing readings are in the total only', () => {
    const curve = withReadings(aggregated(), [
      reading(0, 10),
      reading(10_000, 20, 3),
      reading(20_000, 999, 4),
      reading(30_000, null, 9),
    ]);
    expect(curve).toEqual(aggregated([{ t: 0, mean: 15, min: 10, max: 20, count: 2, total: 4, good: 1 }]));
  });

  it('takes up a flag that was completed, and counts no reading twice for it', () => {
    const completed = { ...reading(0, 10, 3), completed: true as const };
    const raw = withReadings({ mode: 'raw', points: [], thinned: false }, [reading(0, 10), completed]);
    expect(raw).toMatchObject({ points: [{ t: 0, value: 10, flag: 3 }] });
    const buckets = withReadings(aggregated(), [reading(0, 10), completed]);
    expect(buckets).toEqual(withReadings(aggregated(), [reading(0, 10)]));
  });

  it('puts buckets where the server’s begin, before and after them', () => {
    const there = { t: 30_000, mean: 1, min: 1, max: 1, count: 1, total: 1, good: 1 };
    const { buckets } = withReadings(aggregated([there]), [
      reading(95_000, 2),
      reading(29_999, 3),
    ]) as Curve & {
      mode: 'aggregated';
    };
    expect(buckets.map(({ t }) => t)).toEqual([-30_000, 30_000, 90_000]);
  });

  it('gives the same buckets whatever the order readings come in', () => {
    fc.assert(
      fc.property(
        readings.chain((some) =>
          fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
        ),
        ([inOrder, shuffled]) => {
          const [a, b] = [inOrder, shuffled].map((order) => {
            const curve = withReadings(
              aggregated(),
              order.map(({ t, value, flag }) => reading(t, value, flag)),
            );
            return curve.mode === 'aggregated' ? curve.buckets : [];
          });
          expect(a?.map(({ mean: _, ...rest }) => rest)).toEqual(b?.map(({ mean: _, ...rest }) => rest));
          for (const [i, { mean }] of (a ?? []).entries()) {
            if (mean === null) expect(b?.[i]?.mean).toBeNull();
            else expect(b?.[i]?.mean).toBeCloseTo(mean, 6);
          }
        },
      ),
    );
  });

  it('keeps raw readings in order of time, and of two at one time the first', () => {
    const raw: Curve = { mode: 'raw', points: [{ t: 5, value: 1, flag: 1 }], thinned: false };
    expect(withReadings(raw, [reading(9, 3), reading(7, 2), reading(5, 99)])).toMatchObject({
      points: [
        { t: 5, value: 1 },
        { t: 7, value: 2 },
        { t: 9, value: 3 },
      ],
    });
  });
});

describe('a history that is being loaded', () => {
  it('counts each reading once, however the answer and the feed interleave', () => {
    fc.assert(
      fc.property(readings, fc.integer({ min: 0, max: 20 * MINUTE }), (some, asOf) => {
        const all = some.toSorted((a, b) => a.t - b.t).map(({ t, value, flag }) => reading(t, value, flag));
        const answer = withReadings(
          aggregated(),
          all.filter(({ t }) => t <= asOf),
        );
        // The feed brings everything, some of it again.
        const history = extendedHistory(loadingHistory(NO_HISTORY, asOf), all, 0);
        const { curve } = loadedHistory(history, answer);
        const total = curve?.mode === 'aggregated' ? curve.buckets.reduce((sum, b) => sum + b.total, 0) : 0;
        expect(total).toBe(all.length);
      }),
    );
  });

  it('shows the curve it had until the new one is there', () => {
    const before = loadedHistory(loadingHistory(NO_HISTORY, 0), withReadings(aggregated(), [reading(0, 1)]));
    const again = extendedHistory(loadingHistory(before, 0), [reading(10_000, 2)], 0);
    expect(again.curve).toMatchObject({ buckets: [{ total: 2 }] });
    expect(failedHistory(again, 'no')).toMatchObject({
      curve: again.curve,
      loading: undefined,
      failure: 'no',
    });
  });
});

describe('trimmed()', () => {
  it('drops what lies wholly before the window and keeps a bucket that reaches into it', () => {
    const curve = withReadings(aggregated(), [reading(0, 1), reading(MINUTE, 1), reading(3 * MINUTE, 1)]);
    expect(trimmed(curve, 90_000)).toMatchObject({ buckets: [{ t: MINUTE }, { t: 3 * MINUTE }] });
    expect(trimmed(curve, 0)).toBe(curve);
    expect(trimmed(curve, 10 * MINUTE)).toMatchObject({ buckets: [] });
  });
});

describe('curveOf()', () => {
  it('takes the bucket’s length from the answer', () => {
    expect(['5m', '1h', '1d', '1w', '1mo', null].map(lengthOfBucketMs)).toEqual([
      300_000,
      3_600_000,
      86_400_000,
      604_800_000,
      undefined,
      undefined,
    ]);
  });

  it('is empty for a series that the server does not know', () => {
    expect(curveOf(undefined, 'raw', 1)).toEqual({ mode: 'raw', points: [], thinned: false });
    expect(curveOf(undefined, 'aggregated', 7)).toEqual({ mode: 'aggregated', bucketMs: 7, buckets: [] });
  });
});
