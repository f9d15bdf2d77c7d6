import type { ApiBucket, ApiCorrection, ApiLiveReading, ApiSeries } from '@banyu/contracts';

/** A raw point of a trend. */
export type RawPoint = ApiSeries['points'][number];

/** What is drawn: every reading, or figures per time bucket. Both ascend in time. */
export type Curve = {
  /** What was laid over; left out of values as received. */ readonly layers?: readonly ApiCorrection[];
} & (
  | { readonly mode: 'raw'; readonly points: readonly RawPoint[]; readonly thinned: boolean }
  | { readonly mode: 'aggregated'; readonly bucketMs: number; readonly buckets: readonly ApiBucket[] }
);

/**
 * A series' past. While it is fetched the server is asked for readings up to `asOf`; newer ones come live and
 * wait in `pending` for the answer, so each is counted once. A curve that is there stays visible meanwhile.
 */
export interface History {
  readonly curve: Curve | undefined;
  readonly loading: { readonly asOf: number; readonly pending: readonly ApiLiveReading[] } | undefined;
  /** Why the last fetch failed, in the server's words; empty when it did not answer. */
  readonly failure: string | undefined;
}

export const NO_HISTORY: History = { curve: undefined, loading: undefined, failure: undefined };

/** Live readings kept while a history loads; beyond it the oldest go (they return with the next load). */
const MAX_PENDING = 5_000;

/** A history that is being fetched up to and including the time `asOf`. */
export function loadingHistory(history: History, asOf: number): History {
  return { ...history, loading: { asOf, pending: [] } };
}

/** The server's answer has come: the readings that arrived meanwhile are added to it. */
export function loadedHistory(history: History, curve: Curve): History {
  return {
    curve: withReadings(curve, history.loading?.pending ?? []),
    loading: undefined,
    failure: undefined,
  };
}

export function failedHistory(history: History, failure: string): History {
  return { ...history, loading: undefined, failure };
}

/** The history with live readings of its series, in any order, and without what lies before `from`. */
export function extendedHistory(
  history: History,
  readings: readonly ApiLiveReading[],
  from: number,
): History {
  const { curve, loading } = history;
  return {
    ...history,
    curve: curve === undefined ? undefined : trimmed(withReadings(curve, readings), from),
    loading: loading === undefined ? undefined : withPending(loading, readings),
  };
}

function withPending(loading: NonNullable<History['loading']>, readings: readonly ApiLiveReading[]) {
  const newer = readings.filter((reading) => reading.t > loading.asOf);
  return { ...loading, pending: [...loading.pending, ...newer].slice(-MAX_PENDING) };
}

/** The curve out of the server's answer; `series` is undefined when the server knows of no reading. */
export function curveOf(series: ApiSeries | undefined, mode: Curve['mode'], fallbackBucketMs: number): Curve {
  const over = series?.values === 'corrected' ? { layers: series.layers } : {};
  if (mode === 'raw') {
    return { ...over, mode, points: series?.points ?? [], thinned: series?.downsampled ?? false };
  }
  const bucketMs = lengthOfBucketMs(series?.bucket ?? null) ?? fallbackBucketMs;
  return { ...over, mode, bucketMs, buckets: series?.buckets ?? [] };
}

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** `5m`, `1h`, `1d`, `1w` in ms; undefined for anything else, months included: they have no one length. */
export function lengthOfBucketMs(bucket: string | null): number | undefined {
  const match = /^(\d+)([mhdw])$/.exec(bucket ?? '');
  const unit = UNIT_MS[match?.[2] ?? ''];
  return unit === undefined ? undefined : Number(match?.[1]) * unit;
}

/** The same curve without what lies wholly before `from`; the same object when nothing does. */
export function trimmed(curve: Curve, from: number): Curve {
  if (curve.mode === 'raw') {
    const keep = curve.points.findIndex((point) => point.t >= from);
    return keep === 0 || curve.points.length === 0
      ? curve
      : { ...curve, points: keep < 0 ? [] : curve.points.slice(keep) };
  }
  const keep = curve.buckets.findIndex((bucket) => bucket.t + curve.bucketMs > from);
  return keep === 0 || curve.buckets.length === 0
    ? curve
    : { ...curve, buckets: keep < 0 ? [] : curve.buckets.slice(keep) };
}

/**
 * The curve with readings folded in, each at its own time; a raw reading that is there already stays as it is, unless
 * its flag was completed. Out of the figures of a bucket no reading can be taken: they are right after the next load.
 */
export function withReadings(curve: Curve, readings: readonly ApiLiveReading[]): Curve {
  if (readings.length === 0) return curve;
  if (curve.mode === 'raw') return { ...curve, points: withPoints(curve.points, readings) };
  const buckets = [...curve.buckets];
  for (const reading of readings) if (!reading.completed) foldInto(buckets, curve.bucketMs, reading);
  return { ...curve, buckets };
}

function withPoints(points: readonly RawPoint[], readings: readonly ApiLiveReading[]): RawPoint[] {
  const grown = [...points];
  for (const { t, value, flag, completed } of readings) {
    const at = placeOf(grown, t);
    const isThere = grown[at]?.t === t;
    if (!isThere || completed) grown.splice(at, isThere ? 1 : 0, { t, value, flag });
  }
  return grown;
}

function foldInto(buckets: ApiBucket[], bucketMs: number, reading: ApiLiveReading): void {
  // Buckets begin where the server's begin; on an empty curve, at the multiple of their length.
  const origin = buckets[0]?.t ?? 0;
  const begin = origin + Math.floor((reading.t - origin) / bucketMs) * bucketMs;
  const at = placeOf(buckets, begin);
  const there = buckets[at];
  if (there?.t === begin) buckets[at] = grownBucket(there, reading);
  else buckets.splice(at, 0, grownBucket(emptyBucket(begin), reading));
}

function emptyBucket(t: number): ApiBucket {
  return { t, mean: null, min: null, max: null, count: 0, total: 0, good: 0 };
}

/** As the server counts: mean, min and max stand on readings with a value whose flag is neither 4 nor 9. */
function grownBucket(bucket: ApiBucket, { value, flag }: ApiLiveReading): ApiBucket {
  const total = bucket.total + 1;
  const good = bucket.good + (flag === 1 ? 1 : 0);
  if (value === null || flag === 4 || flag === 9) return { ...bucket, total, good };
  const count = bucket.count + 1;
  const base = count + (bucket.estimated ?? 0);
  const mean = bucket.mean === null ? value : bucket.mean + (value - bucket.mean) / base;
  return {
    ...bucket,
    mean,
    min: Math.min(bucket.min ?? value, value),
    max: Math.max(bucket.max ?? value, value),
    count,
    total,
    good,
  };
}

/** Where `t` is or belongs in a list that ascends in time. Looked for from the end: live readings are new. */
function placeOf(list: readonly { readonly t: number }[], t: number): number {
  let at = list.length;
  while (at > 0 && (list[at - 1]?.t ?? 0) >= t) at -= 1;
  return at;
}
