import type { ApiBucket } from '@banyu/contracts';
import type { Curve } from './history.ts';

/** No reading is called stale before this age, however fast its sensor. */
const STALE_AT_LEAST_MS = 120_000;

/** So many samples in a row must be missing. */
const MISSED_SAMPLES = 5;

/** Buckets that the sampling interval is judged from: the newest ones. */
const JUDGED_BUCKETS = 24;

/** Age in ms from which a value must no longer look live; its sensor's recent curve tells how fast it samples. */
export function staleAfterMs(curve: Curve | undefined): number {
  const intervalMs = curve?.mode === 'aggregated' ? samplingIntervalMs(curve.buckets) : undefined;
  return Math.max(STALE_AT_LEAST_MS, MISSED_SAMPLES * (intervalMs ?? 0));
}

/**
 * A sensor's sampling interval in ms, from its history: how far buckets with readings lie apart, over how many
 * readings each holds (medians, so an outage does not count). Undefined when there is too little to tell.
 */
export function samplingIntervalMs(buckets: readonly ApiBucket[]): number | undefined {
  const filled = buckets.filter((bucket) => bucket.total > 0).slice(-JUDGED_BUCKETS);
  const gaps = filled.slice(1).map((bucket, i) => bucket.t - (filled[i]?.t ?? bucket.t));
  const gap = median(gaps);
  // The last bucket is still filling.
  const total = median(filled.slice(0, -1).map((bucket) => bucket.total));
  return gap === undefined || total === undefined ? undefined : gap / total;
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
