import type { AggregateQuery, Bucket, BucketRow, Coverage, CoverageQuery } from '@banyu/store';

/** Asked at a time: 43 200 rows at a minute's interval. */
const ASK_MS = 30 * 86_400_000;

/** The intervals at which it can be told whether there is a sample, ms: those that divide an hour of the store's. */
export const SAMPLE_BUCKETS: ReadonlyMap<number, Bucket> = new Map([
  [60_000, '1m'],
  [120_000, '2m'],
  [300_000, '5m'],
  [600_000, '10m'],
  [900_000, '15m'],
  [1_800_000, '30m'],
  [3_600_000, '1h'],
]);

export interface StoredQuestion {
  readonly plant: string;
  readonly devices: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /** One of SAMPLE_BUCKETS; `fromMs` is a whole multiple. */
  readonly sampleMs: number;
}

/** The part of the store, perhaps in another thread, that answers. */
export interface StoredReader {
  coverage(query: CoverageQuery): Promise<readonly Coverage[]>;
  aggregate(query: AggregateQuery): Promise<readonly BucketRow[]>;
}

/** For each device, for each interval of the range: 1 when the store holds a reading of it there. */
export async function storedSamples(
  store: StoredReader,
  { plant, devices, fromMs, toMs, sampleMs }: StoredQuestion,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const bucket = SAMPLE_BUCKETS.get(sampleMs);
  if (bucket === undefined) throw new RangeError(`no bucket is ${sampleMs} ms long`);
  const stored = new Map(
    devices.map((device) => [device, new Uint8Array(Math.ceil((toMs - fromMs) / sampleMs))] as const),
  );
  const covered = await store.coverage({ plant, from: fromMs, to: toMs });
  for (const [device, samples] of stored) {
    const [fullest] = covered
      .filter((series) => series.device === device)
      .toSorted((a, b) => b.total - a.total);
    if (fullest === undefined) continue;
    const { first, last, total: _total, good: _good, ...series } = fullest;
    for (let from = first; from <= last; from += ASK_MS) {
      const to = Math.min(from + ASK_MS, last + 1);
      const rows = await store.aggregate({ series, from, to, bucket, timeZone: 'UTC', quantiles: false });
      for (const { t } of rows) samples[(t - fromMs) / sampleMs] = 1;
    }
  }
  return stored;
}
