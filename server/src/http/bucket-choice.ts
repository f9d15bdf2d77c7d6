import { InvalidInputError } from '@banyu/contracts';
import { BUCKETS, type Bucket, type TimeRange } from '@banyu/store';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The least a bucket of each length may last, in ms: a day that loses an hour, February. */
const SHORTEST_MS: Record<Bucket, number> = {
  '1m': MINUTE_MS,
  '2m': 2 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '10m': 10 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  '2h': 2 * HOUR_MS,
  '3h': 3 * HOUR_MS,
  '6h': 6 * HOUR_MS,
  '12h': 12 * HOUR_MS,
  '1d': 23 * HOUR_MS,
  '1w': 7 * DAY_MS - HOUR_MS,
  '1mo': 28 * DAY_MS - HOUR_MS,
};

/** How many buckets of that length the range touches at most. */
export function mostBuckets(range: TimeRange, bucket: Bucket): number {
  return Math.ceil((range.to - range.from) / SHORTEST_MS[bucket]) + 1;
}

/** The shortest bucket of which the range touches at most `maxBuckets`. Throws InvalidInputError when none is long enough. */
export function chooseBucket(range: TimeRange, maxBuckets: number): Bucket {
  const bucket = BUCKETS.find((candidate) => mostBuckets(range, candidate) <= maxBuckets);
  if (bucket === undefined) {
    throw new InvalidInputError(
      `even months give up to ${mostBuckets(range, '1mo')} buckets from ${new Date(range.from).toISOString()} to ` +
        `${new Date(range.to).toISOString()}, and at most ${maxBuckets} are wanted: ask for a shorter range`,
      { field: 'points' },
    );
  }
  return bucket;
}
