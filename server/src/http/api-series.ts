import { type ApiBucket, type ApiSeries, parameterOf, type SeriesKey } from '@banyu/contracts';
import type { CorrectedPoint } from '@banyu/registry';
import type { Bucket, BucketRow, TimeRange } from '@banyu/store';
import type { CorrectedBucket } from '../corrected/buckets-of.ts';
import { layersFor } from '../corrected/reads.ts';
import { valueOrNull } from './api-reading.ts';
import type { HttpPorts } from './ports.ts';

/** How a series is asked for. */
export interface SeriesQuestion extends TimeRange {
  /** IANA zone of the plant. */
  readonly timeZone: string;
  /** Undefined: its points. */
  readonly bucket: Bucket | undefined;
  /** At most so many points. */
  readonly points: number;
  readonly quantiles: boolean;
}

/** A series as it is received. */
export async function rawValues(
  ports: Pick<HttpPorts, 'store'>,
  series: SeriesKey,
  question: SeriesQuestion,
): Promise<ApiSeries> {
  const { from, to, bucket, timeZone, points: maxPoints, quantiles } = question;
  const heading = { ...headingOf(series), values: 'raw' as const, asOf: null, layers: [] };
  if (bucket === undefined) {
    const { points, downsampled } = await ports.store.rawSeries({ from, to, series, maxPoints });
    const shown = points.map(({ t, value, flag }) => ({ t, value: valueOrNull(value), flag }));
    return { ...heading, mode: 'raw', bucket: null, downsampled, points: shown, buckets: [] };
  }
  const rows = await ports.store.aggregate({ from, to, series, bucket, timeZone, quantiles });
  return {
    ...heading,
    mode: 'aggregated',
    bucket,
    downsampled: false,
    points: [],
    buckets: rows.map(bucketOf),
  };
}

/**
 * A series as it was at an instant: what was received by then, with the corrections laid over that held then unless raw
 * values are asked for. `now`: where that instant is this one, and all that was received counts.
 */
export async function valuesAsOf(
  ports: Pick<HttpPorts, 'corrections' | 'corrected'>,
  series: SeriesKey,
  question: SeriesQuestion & { readonly values: ApiSeries['values'] },
  asOf: number | undefined,
  now: number,
): Promise<ApiSeries> {
  const { from, to, bucket, timeZone, points: maxPoints, quantiles, values } = question;
  const range = { from, to };
  const { over, layers } =
    values === 'raw' ? NO_LAYERS : await layersFor(ports.corrections, series, range, asOf ?? now);
  const heading = { ...headingOf(series), values, asOf: asOf ?? now, layers: [...over] };
  const query = { ...range, series, layers, timeZone, ...(asOf !== undefined && { receivedBy: asOf }) };
  if (bucket === undefined) {
    const { points, downsampled } = await ports.corrected.points({ ...query, maxPoints });
    return { ...heading, mode: 'raw', bucket: null, downsampled, points: points.map(pointOf), buckets: [] };
  }
  const rows = await ports.corrected.buckets({ ...query, bucket, quantiles });
  const buckets = rows.map(values === 'raw' ? bucketOf : correctedBucketOf);
  return { ...heading, mode: 'aggregated', bucket, downsampled: false, points: [], buckets };
}

const NO_LAYERS = { over: [], layers: [] };

function headingOf({ plant, point, device, parameter }: SeriesKey) {
  return { plant, point, device, parameter, unit: parameterOf(parameter)?.unit ?? '1' };
}

function pointOf(point: CorrectedPoint): ApiSeries['points'][number] {
  const { t, value, flag, state, received, raw, layers } = point;
  return { t, value, flag, ...(state !== 'raw' && { state, received, raw, layers: [...layers] }) };
}

function correctedBucketOf(row: CorrectedBucket): ApiBucket {
  const { corrected, excluded, estimated } = row;
  return { ...bucketOf(row), corrected, excluded, estimated };
}

function bucketOf({ t, mean, min, max, p50, p95, count, total, good }: BucketRow): ApiBucket {
  return {
    t,
    mean: valueOrNull(mean),
    min: valueOrNull(min),
    max: valueOrNull(max),
    ...(p50 !== undefined && { p50: valueOrNull(p50) }),
    ...(p95 !== undefined && { p95: valueOrNull(p95) }),
    count,
    total,
    good,
  };
}
