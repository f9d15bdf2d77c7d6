import { applyLayers, type CorrectedPoint, type Correction } from '@banyu/registry';
import {
  type AggregateQuery,
  downsample,
  type RawPoint,
  type RawSeriesQuery,
  type TimeRange,
} from '@banyu/store';
import { bucketsOf, type CorrectedBucket } from './buckets-of.ts';
import { type CorrectableStore, readRanges, readsFor, touching } from './reads.ts';
import { contains, hullOf, merged, wholeBuckets } from './time-ranges.ts';

export interface Layers {
  /** Those over what `readsFor` says of the range, as they held. */
  readonly layers: readonly Correction[];
  /** IANA zone of the plant. */
  readonly timeZone: string;
}

export interface CorrectedPoints {
  readonly points: readonly CorrectedPoint[];
  readonly downsampled: boolean;
}

/** The readings of a series with its layers over them, thinned as raw ones are. Throws InvalidInputError: see `readRanges`. */
export async function correctedPoints(
  store: CorrectableStore,
  query: RawSeriesQuery & Layers,
): Promise<CorrectedPoints> {
  const { layers, timeZone, ...plain } = query;
  if (touching(layers, query).length === 0) {
    const { points, downsampled } = await store.rawSeries(plain);
    return { points: points.map(untouched), downsampled };
  }
  const all = await correctedWithin(store, query, [query]);
  const byTime = new Map(all.map((point) => [point.t, point]));
  const shown = all.map(({ t, value, flag }) => ({ t, value: value ?? Number.NaN, flag }));
  const { points, downsampled } = downsample(shown, query.maxPoints);
  return { points: points.flatMap(({ t }) => byTime.get(t) ?? []), downsampled };
}

/**
 * The buckets of a series with its layers over its readings. Only buckets that a layer touches are made anew of their
 * readings; the others are the store's. Throws InvalidInputError: see `readRanges`.
 */
export async function correctedBuckets(
  store: CorrectableStore,
  query: AggregateQuery & Layers,
): Promise<readonly CorrectedBucket[]> {
  const { layers, ...plain } = query;
  const rows = await store.aggregate(plain);
  const spans = wholeBuckets(touching(layers, query), query, query.bucket, query.timeZone);
  const untouchedRows = rows
    .filter(({ t }) => !contains(spans, Math.max(t, query.from)))
    .map((row) => ({ ...row, corrected: 0, excluded: 0, estimated: 0 }));
  if (spans.length === 0) return untouchedRows;
  const made = bucketsOf(await correctedWithin(store, query, spans), query);
  return [...untouchedRows, ...made].sort((a, b) => a.t - b.t);
}

/** What the layers make of a series in some ranges. */
async function correctedWithin(
  store: CorrectableStore,
  { series, layers, timeZone }: Layers & Pick<RawSeriesQuery, 'series'>,
  spans: readonly TimeRange[],
): Promise<readonly CorrectedPoint[]> {
  const within = hullOf(spans);
  if (within === undefined) return [];
  const reads = merged(spans.flatMap((span) => readsFor(layers, span)));
  const points = await readRanges(store, series, reads);
  const received = points.map(({ t, value, flag }) => ({
    t,
    value: Number.isNaN(value) ? null : value,
    flag,
  }));
  return applyLayers(received, layers, { timeZone, within }).filter(({ t }) => contains(spans, t));
}

function untouched({ t, value, flag }: RawPoint): CorrectedPoint {
  const received = Number.isNaN(value) ? null : value;
  return { t, raw: received, received: true, value: received, flag, state: 'raw', layers: [] };
}
