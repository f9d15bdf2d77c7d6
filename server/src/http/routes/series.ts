import { type ApiSeries, ApiSeriesList, InvalidInputError } from '@banyu/contracts';
import { BUCKETS, type Bucket, type TimeRange } from '@banyu/store';
import { z } from 'zod';
import { rawValues, valuesAsOf } from '../api-series.ts';
import { chooseBucket, mostBuckets } from '../bucket-choice.ts';
import type { HttpApp } from '../http-app.ts';
import { parseInstant, parseRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { HEAD_NOTE, publishHead } from '../publish-head.ts';
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
  values: z.enum(['raw', 'corrected']).default('raw').meta({
    description: 'as they were received, or with the corrections of the registry laid over',
  }),
  asOf: z
    .string()
    .max(64)
    .exactOptional()
    .meta({
      description:
        'as it stood at that instant, in the same notation as `from`: the readings that were received by then, with the ' +
        'corrections that held then. Flags are those of today, and readings deleted since by age are all in it. Default: now',
    }),
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
      preHandler: publishHead(ports.heads),
      schema: {
        summary: 'A parameter over time, raw or per time bucket',
        tags: ['readings'],
        params: PlantParams,
        querystring: SeriesQuery,
        response: {
          200: ok(`the series; ${HEAD_NOTE}`, ApiSeriesList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { query } = request;
      const { id: plant, timeZone } = await ports.plants.get(request.params.plant);
      const now = ports.clock();
      const range = parseRange(query, timeZone, now);
      const asOf = asOfIn(query, timeZone, now);
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
      const asked = {
        ...range,
        timeZone,
        bucket,
        points: query.points,
        quantiles: query.quantiles === 'true',
      };
      const { values } = query;
      if (asOf === undefined && values === 'raw')
        return { series: await Promise.all(known.map((key) => rawValues(ports, key, asked))) };
      const series: ApiSeries[] = [];
      // One after the other: each may read a lot.
      for (const key of known) series.push(await valuesAsOf(ports, key, { ...asked, values }, asOf, now));
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

/** The past instant as of which values are asked for, if any. */
function asOfIn({ asOf }: SeriesQuery, timeZone: string, now: number): number | undefined {
  if (asOf === undefined) return undefined;
  const instant = parseInstant(asOf, timeZone, 'asOf');
  if (instant <= now) return instant;
  throw new InvalidInputError(`asOf is ${new Date(instant).toISOString()}, which is still to come`, {
    field: 'asOf',
  });
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
