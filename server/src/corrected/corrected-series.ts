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
import { receivableBy, receivedLater } from './received-later.ts';
import { contains, divided, hullOf, merged, wholeBuckets } from './time-ranges.ts';

export interface Layers {
  /** Those over what `readsFor` says of the range, as they held. */
  readonly layers: readonly Correction[];
  /** IANA zone of the plant. */
  readonly timeZone: string;
  /** Unix ms: only readings that were received by then. Without: all. */
  readonly receivedBy?: number;
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
  const { layers, timeZone, receivedBy, ...asked } = query;
  const plain = receivableBy(asked, receivedBy);
  const later = await receivedLater(store, query.series, [plain], receivedBy);
  if (touching(layers, plain).length === 0 && later.length === 0) {
    const { points, downsampled } = await store.rawSeries(plain);
    return { points: points.map(untouched), downsampled };
  }
  const all = await correctedWithin(store, query, [plain]);
  const byTime = new Map(all.map((point) => [point.t, point]));
  const shown = all.map(({ t, value, flag }) => ({ t, value: value ?? Number.NaN, flag }));
  const { points, downsampled } = downsample(shown, query.maxPoints);
  return { points: points.flatMap(({ t }) => byTime.get(t) ?? []), downsampled };
}

/**
 * The buckets of a series with its layers over its readings. Only buckets that a layer touches, or in which a reading is
 * left out, are made anew of their readings; the others are the store's. Throws InvalidInputError: see `readRanges`.
 */
export async function correctedBuckets(
  store: CorrectableStore,
  query: AggregateQuery & Layers,
): Promise<readonly CorrectedBucket[]> {
  const { layers, receivedBy, ...asked } = query;
  const plain = receivableBy(asked, receivedBy);
  if (plain.from >= plain.to) return [];
  const rows = await store.aggregate(plain);
  const later = await receivedLater(store, query.series, [plain], receivedBy);
  const touched = [...touching(layers, plain), ...later];
  const spans = wholeBuckets(touched, plain, query.bucket, query.timeZone);
  const untouchedRows = rows
    .filter(({ t }) => !contains(spans, Math.max(t, query.from)))
    .map((row) => ({ ...row, corrected: 0, excluded: 0, estimated: 0 }));
  if (spans.length === 0) return untouchedRows;
  const made = bucketsOf(await correctedWithin(store, query, spans), { ...query, ...plain });
  return [...untouchedRows, ...made].sort((a, b) => a.t - b.t);
}

/** What the layers make of a series in some ranges. */
async function correctedWithin(
  store: CorrectableStore,
  { series, layers, timeZone, receivedBy }: Layers & Pick<RawSeriesQuery, 'series'>,
  spans: readonly TimeRange[],
): Promise<readonly CorrectedPoint[]> {
  const within = hullOf(spans);
  if (within === undefined) return [];
  const reads = merged(
    spans.flatMap((span) => readsFor(layers, span)).map((range) => receivableBy(range, receivedBy)),
  );
  const later = await receivedLater(store, series, reads, receivedBy);
  const { outside: known } = divided(await readRanges(store, series, reads), later);
  const received = known.map(({ t, value, flag }) => ({
    t,
    value: Number.isNaN(value) ? null : value,
    flag,
  }));
  return divided(applyLayers(received, layers, { timeZone, within }), spans).inside;
}

function untouched({ t, value, flag }: RawPoint): CorrectedPoint {
  const received = Number.isNaN(value) ? null : value;
  return { t, raw: received, received: true, value: received, flag, state: 'raw', layers: [] };
}
