import type { CorrectedPoint, Correction } from '@banyu/registry';
import {
  type AggregateQuery,
  type BucketRow,
  bucketSegments,
  bucketStart,
  countsInFigures,
  quantile,
} from '@banyu/store';

/** `count`, `total` and `good` speak of what was received; mean, min, max and quantiles stand on the estimates too. */
export interface CorrectedBucket extends BucketRow {
  /** Of `count`, those whose value a layer changed. */
  readonly corrected: number;
  /** Of `total`, those that a layer takes out. */
  readonly excluded: number;
  readonly estimated: number;
}

/** Points with their layers applied, ascending in time, in the buckets of the query. */
export function bucketsOf(
  points: readonly CorrectedPoint[],
  query: AggregateQuery & { readonly layers: readonly Correction[] },
): readonly CorrectedBucket[] {
  const segments = bucketSegments(query, query.bucket, query.timeZone);
  const exclusions = new Set(
    query.layers.filter(({ what }) => what.kind === 'exclusion').map(({ id }) => id),
  );
  const buckets = Map.groupBy(points, ({ t }) => bucketStart(segments, t));
  return [...buckets].map(([t, members]) => {
    const received = members.filter((point) => point.received);
    const estimates = members.filter(({ state }) => state === 'estimated');
    const counted = received.filter(
      ({ state, value, flag }) => state !== 'estimated' && countsInFigures(value ?? Number.NaN, flag),
    );
    return {
      t,
      ...figuresOf([...counted, ...estimates], query.quantiles),
      count: counted.length,
      total: received.length,
      good: received.filter(({ flag }) => flag === 1).length,
      corrected: counted.filter(({ state }) => state === 'corrected').length,
      excluded: received.filter(({ layers }) => layers.some((id) => exclusions.has(id))).length,
      estimated: estimates.length,
    };
  });
}

function figuresOf(
  points: readonly CorrectedPoint[],
  quantiles: boolean,
): Pick<BucketRow, 'mean' | 'min' | 'max' | 'p50' | 'p95'> {
  const values = Float64Array.from(points, ({ value }) => value ?? Number.NaN).sort();
  const sum = values.reduce((total, value) => total + value, 0);
  return {
    mean: values.length === 0 ? Number.NaN : sum / values.length,
    min: values[0] ?? Number.NaN,
    max: values.at(-1) ?? Number.NaN,
    ...(quantiles && { p50: quantile(values, 0.5), p95: quantile(values, 0.95) }),
  };
}
