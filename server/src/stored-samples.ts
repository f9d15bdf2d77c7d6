import type { AggregateQuery, Bucket, BucketRow, Coverage, CoverageQuery } from '@banyu/store';

const HOUR_MS = 3_600_000;
/** Looked at sample by sample at a time: 43 200 rows at a minute's interval. */
const ASK_MS = 30 * 24 * HOUR_MS;

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
  const perHour = HOUR_MS / sampleMs;
  const stored = new Map(
    devices.map((device) => [device, new Uint8Array(Math.ceil((toMs - fromMs) / sampleMs))] as const),
  );
  const covered = await store.coverage({ plant, from: fromMs, to: toMs });
  for (const [device, samples] of stored) {
    const [fullest] = covered
      .filter((series) => series.device === device)
      .toSorted((a, b) => b.total - a.total);
    if (fullest === undefined) continue;
    const { plant, point, parameter, first, last } = fullest;
    const ask = (of: Bucket, from: number, to: number) =>
      store.aggregate({
        series: { plant, point, device, parameter },
        from,
        to,
        bucket: of,
        timeZone: 'UTC',
        quantiles: false,
      });
    const hours = await ask('1h', first, last + 1);
    const { full, doubtful } = sortHours(hours, perHour);
    for (const hour of full)
      samples.fill(1, (hour - fromMs) / sampleMs, (hour - fromMs) / sampleMs + perHour);
    for (const { from, to } of doubtful) {
      const rows = await ask(bucket, Math.max(from, fromMs), Math.min(to, toMs));
      for (const { t } of rows) samples[(t - fromMs) / sampleMs] = 1;
    }
  }
  return stored;
}

/**
 * Hours of which a look at their counts is enough, and ranges that must be looked at sample by sample. So many readings
 * as an hour has samples may also be a live device's few minutes: the hours beside it must be like it.
 */
function sortHours(
  hours: readonly BucketRow[],
  perHour: number,
): { readonly full: readonly number[]; readonly doubtful: readonly { from: number; to: number }[] } {
  const exact = new Set(hours.filter(({ total }) => total === perHour).map(({ t }) => t));
  const full: number[] = [];
  const doubtful: { from: number; to: number }[] = [];
  for (const { t } of hours) {
    if (exact.has(t - HOUR_MS) && exact.has(t) && exact.has(t + HOUR_MS)) {
      full.push(t);
      continue;
    }
    const range = doubtful.at(-1);
    if (range?.to === t && t - range.from < ASK_MS) range.to = t + HOUR_MS;
    else doubtful.push({ from: t, to: t + HOUR_MS });
  }
  return { full, doubtful };
}
