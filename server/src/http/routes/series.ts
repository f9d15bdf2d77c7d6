import {
  type ApiBucket,
  type ApiSeries,
  ApiSeriesList,
  InvalidInputError,
  parameterOf,
} from '@banyu/contracts';
import { BUCKETS, type Bucket, type BucketRow, type StoredReading, type TimeRange } from '@banyu/store';
import { z } from 'zod';
import { valueOrNull } from '../api-reading.ts';
import { chooseBucket, mostBuckets } from '../bucket-choice.ts';
import type { HttpApp } from '../http-app.ts';
import { parseRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { DeviceFilter, ok, Parameter, PlantParams, PointFilter, problems, RANGE } from './shared-schema.ts';

/** The most points or buckets of one series. */
const MAX_POINTS = 5_000;

/** The most points and buckets of all series in one answer: some 2.5 MB, and the event loop is held for some 15 ms. */
const MAX_POINTS_IN_ANSWER = 50_000;

/** Longest range whose raw readings are read, for points or for quantiles. */
const MAX_RAW_SPAN_MS = 400 * 86_400_000;

const SeriesQuery = z.strictObject({
  point: PointFilter,
  device: DeviceFilter,
  parameter: Parameter,
  ...RANGE,
  mode: z.enum(['raw', 'aggregated']).default('aggregated').meta({
    description: 'raw readings, thinned to `points` without losing extremes, or figures per time bucket',
  }),
  bucket: z
    .enum(['auto', ...BUCKETS])
    .default('auto')
    .meta({
      description:
        'length of a bucket; auto: the shortest that gives at most `points` buckets. Days, weeks and months are the plant’s',
    }),
  points: z.coerce
    .number()
    .int()
    .min(2)
    .max(MAX_POINTS)
    .default(500)
    .meta({ description: 'the most points or automatic buckets a series' }),
  quantiles: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'also p50 and p95 of each bucket; slower' }),
});
type SeriesQuery = z.infer<typeof SeriesQuery>;

/** A parameter over time, for charts: one series for each point and device that measures it. */
export function seriesRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/plants/:plant/series',
    {
      schema: {
        summary: 'A parameter over time, raw or per time bucket',
        tags: ['readings'],
        params: PlantParams,
        querystring: SeriesQuery,
        response: {
          200: ok('the series', ApiSeriesList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { query } = request;
      const { id: plant, timeZone } = await ports.plants.get(request.params.plant);
      const range = parseRange(query, timeZone, ports.clock());
      const bucket = query.mode === 'raw' ? undefined : bucketOf(query, range);
      if (bucket === undefined || query.quantiles === 'true') assertRawSpan(range);
      const { point, device, parameter } = query;
      // The newest readings name the series, those that are silent in the range too.
      const known = await ports.store.latest({
        plant,
        parameter,
        ...(point !== undefined && { point }),
        ...(device !== undefined && { device }),
      });
      assertAnswerSize(known.length, bucket === undefined ? query.points : mostBuckets(range, bucket));
      const series = await Promise.all(
        known.map((key) =>
          bucket === undefined
            ? rawSeries(ports, key, range, query.points)
            : aggregatedSeries(ports, key, range, bucket, timeZone, query.quantiles === 'true'),
        ),
      );
      return { series };
    },
  );
}

function bucketOf(query: SeriesQuery, range: TimeRange): Bucket {
  if (query.bucket === 'auto') return chooseBucket(range, query.points);
  const most = mostBuckets(range, query.bucket);
  if (most <= MAX_POINTS) return query.bucket;
  throw new InvalidInputError(
    `the range holds up to ${most} buckets of ${query.bucket}, at most ${MAX_POINTS} can be asked for: ` +
      `${chooseBucket(range, MAX_POINTS)} would do`,
    { field: 'bucket' },
  );
}

function assertRawSpan({ from, to }: TimeRange): void {
  if (to - from <= MAX_RAW_SPAN_MS) return;
  throw new InvalidInputError(
    `raw readings and quantiles are read over at most ${MAX_RAW_SPAN_MS / 86_400_000} days, this is ` +
      `${Math.ceil((to - from) / 86_400_000)}: ask for mode=aggregated without quantiles, or a shorter range`,
    { field: 'from' },
  );
}

function assertAnswerSize(seriesCount: number, pointsEach: number): void {
  if (seriesCount * pointsEach <= MAX_POINTS_IN_ANSWER) return;
  throw new InvalidInputError(
    `${seriesCount} series of up to ${pointsEach} points are more than ${MAX_POINTS_IN_ANSWER} in one answer: ` +
      'name a point or device, or ask for fewer points',
    { field: 'points' },
  );
}

function heading({ plant, point, device, parameter }: StoredReading) {
  return { plant, point, device, parameter, unit: parameterOf(parameter)?.unit ?? '1' };
}

async function rawSeries(
  ports: HttpPorts,
  key: StoredReading,
  range: TimeRange,
  maxPoints: number,
): Promise<ApiSeries> {
  const { points, downsampled } = await ports.store.rawSeries({ ...range, series: key, maxPoints });
  return {
    ...heading(key),
    mode: 'raw',
    bucket: null,
    downsampled,
    points: points.map(({ t, value, flag }) => ({ t, value: valueOrNull(value), flag })),
    buckets: [],
  };
}

async function aggregatedSeries(
  ports: HttpPorts,
  key: StoredReading,
  range: TimeRange,
  bucket: Bucket,
  timeZone: string,
  quantiles: boolean,
): Promise<ApiSeries> {
  const rows = await ports.store.aggregate({ ...range, series: key, bucket, timeZone, quantiles });
  return {
    ...heading(key),
    mode: 'aggregated',
    bucket,
    downsampled: false,
    points: [],
    buckets: rows.map(bucketFromStore),
  };
}

function bucketFromStore({ t, mean, min, max, p50, p95, count, total, good }: BucketRow): ApiBucket {
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
