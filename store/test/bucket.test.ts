import { InvalidInputError } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketSegments, bucketStart, isWholeHours } from '../src/bucket.ts';
import { BUCKETS, type Bucket } from '../src/query.ts';

const HOUR = 3_600_000;
const ZONES = [
  'UTC',
  'Asia/Jakarta',
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
];

/** The bucket begins that a range holds, as local times. */
function begins(from: string, to: string, bucket: Bucket, timeZone: string): string[] {
  const range = { from: Date.parse(from), to: Date.parse(to) };
  const segments = bucketSegments(range, bucket, timeZone);
  const found = new Set<number>();
  for (let t = range.from; t < range.to; t += 60_000) found.add(bucketStart(segments, t));
  return [...found].map((t) =>
    Temporal.Instant.fromEpochMilliseconds(t)
      .toZonedDateTimeISO(timeZone)
      .toString({ smallestUnit: 'minute', timeZoneName: 'never' }),
  );
}

describe('bucketSegments()', () => {
  it('needs one segment in a zone whose offset does not change', () => {
    const range = { from: Date.UTC(2025, 0, 1), to: Date.UTC(2026, 0, 1) };
    for (const bucket of BUCKETS.filter((each) => each !== '1mo')) {
      expect(bucketSegments(range, bucket, 'Asia/Jakarta')).toHaveLength(1);
    }
    expect(bucketSegments(range, '1mo', 'Asia/Jakarta')).toHaveLength(13);
  });

  it('splits the hour that comes twice, and skips the one that does not come', () => {
    expect(begins('2026-10-24T23:30Z', '2026-10-25T02:30Z', '1h', 'Europe/Berlin')).toEqual([
      '2026-10-25T01:00+02:00',
      '2026-10-25T02:00+02:00',
      '2026-10-25T02:00+01:00',
      '2026-10-25T03:00+01:00',
    ]);
    expect(begins('2026-03-29T00:00Z', '2026-03-29T02:00Z', '1h', 'Europe/Berlin')).toEqual([
      '2026-03-29T01:00+01:00',
      '2026-03-29T03:00+02:00',
    ]);
  });

  it('keeps the parts of a day at their clock times on a day of 23 or 25 hours', () => {
    expect(begins('2026-03-28T23:00Z', '2026-03-29T22:00Z', '6h', 'Europe/Berlin')).toEqual([
      '2026-03-29T00:00+01:00',
      '2026-03-29T06:00+02:00',
      '2026-03-29T12:00+02:00',
      '2026-03-29T18:00+02:00',
    ]);
    expect(begins('2026-10-24T22:00Z', '2026-10-25T03:00Z', '2h', 'Europe/Berlin')).toEqual([
      '2026-10-25T00:00+02:00',
      '2026-10-25T02:00+02:00',
    ]);
  });

  it('begins a bucket of its own where the offset changes off the grid', () => {
    // Lord Howe Island moves by half an hour at 02:00.
    expect(begins('2025-10-04T14:30Z', '2025-10-04T17:00Z', '1h', 'Australia/Lord_Howe')).toEqual([
      '2025-10-05T01:00+10:30',
      '2025-10-05T02:30+11:00',
      '2025-10-05T03:00+11:00',
    ]);
  });

  it('begins weeks on Monday and months on the first, at local midnight', () => {
    expect(begins('2025-12-01T00:00Z', '2025-12-09T00:00Z', '1w', 'Asia/Jakarta')).toEqual([
      '2025-12-01T00:00+07:00',
      '2025-12-08T00:00+07:00',
    ]);
    expect(begins('2026-01-30T00:00Z', '2026-03-02T00:00Z', '1mo', 'Asia/Jakarta')).toEqual([
      '2026-01-01T00:00+07:00',
      '2026-02-01T00:00+07:00',
      '2026-03-01T00:00+07:00',
    ]);
  });

  it('gives segments in order, without gaps, over the range, whose buckets never reach into one another', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...BUCKETS),
        fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2030, 0) }),
        fc.integer({ min: 1, max: 500 * 24 * HOUR }),
        (timeZone, bucket, from, lengthMs) => {
          const to = from + lengthMs;
          const segments = bucketSegments({ from, to }, bucket, timeZone);
          expect(segments[0]?.from).toBe(from);
          expect(segments.at(-1)?.to).toBe(to);
          for (const [i, segment] of segments.entries()) {
            const next = segments[i + 1];
            expect(segment.from).toBeLessThan(segment.to);
            expect(bucketStart(segments, segment.from)).toBeLessThanOrEqual(segment.from);
            if (next === undefined) continue;
            expect(next.from).toBe(segment.to);
            expect(bucketStart(segments, next.from)).toBe(next.from);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('begins every bucket up to an hour at a full clock time of its zone, or where the offset changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom<[Bucket, number]>(['5m', 5], ['15m', 15], ['1h', 60]),
        fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2030, 0) }),
        (timeZone, [bucket, minutes], t) => {
          const start = bucketStart(bucketSegments({ from: t, to: t + 1 }, bucket, timeZone), t);
          expect(t - start).toBeLessThan(minutes * 60_000);
          const local = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timeZone);
          const changesHere =
            local.subtract({ milliseconds: 1 }).offsetNanoseconds !== local.offsetNanoseconds;
          expect(changesHere || (local.minute % minutes === 0 && local.second === 0)).toBe(true);
        },
      ),
    );
  });

  it('refuses an unknown zone, and gives nothing for an empty range', () => {
    expect(() => bucketSegments({ from: 0, to: 1 }, '1h', 'Asia/Atlantis')).toThrow(InvalidInputError);
    expect(bucketSegments({ from: 1, to: 1 }, '1h', 'UTC')).toEqual([]);
  });
});

describe('isWholeHours()', () => {
  it('says whether hourly figures add up to the buckets', () => {
    const range = { from: Date.UTC(2025, 0, 1), to: Date.UTC(2025, 2, 1) };
    const wholeIn = (bucket: Bucket, zone: string): boolean =>
      bucketSegments(range, bucket, zone).every(isWholeHours);
    expect(wholeIn('1h', 'Asia/Jakarta')).toBe(true);
    expect(wholeIn('1d', 'Asia/Jakarta')).toBe(true);
    expect(wholeIn('1mo', 'Europe/Berlin')).toBe(true);
    expect(wholeIn('30m', 'Asia/Jakarta')).toBe(false);
    expect(wholeIn('1d', 'Asia/Kolkata')).toBe(false);
  });
});
