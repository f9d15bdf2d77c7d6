import {
  ApiCompleteness,
  type ApiCompletenessRow,
  ApiGapList,
  ApiSlots,
  InvalidInputError,
} from '@banyu/contracts';
import {
  type BucketCounts,
  COMPLETENESS_BUCKETS,
  type CompletenessBucket,
  type SlotPlan,
} from '@banyu/evaluation';
import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import { parseRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { HEAD_NOTE, publishHead } from '../publish-head.ts';
import { DeviceFilter, ok, Parameter, PlantParams, PointFilter, problems, RANGE } from './shared-schema.ts';

const DAY_MS = 86_400_000;

/** The longest range that is counted. */
const LONGEST_MS: Readonly<Record<CompletenessBucket, number>> = {
  hour: 31 * DAY_MS,
  day: 400 * DAY_MS,
  month: 400 * DAY_MS,
  semester: 400 * DAY_MS,
};

/** The longest range whose slots are shown one by one. */
const LONGEST_SLOTS_MS = 31 * DAY_MS;

/** The most buckets, or spans, in an answer: some 5 MB. */
const MOST_ROWS = 20_000;

const SERIES = { point: PointFilter, device: DeviceFilter, parameter: Parameter.exactOptional(), ...RANGE };

const CompletenessQuery = z.strictObject({
  ...SERIES,
  bucket: z.enum(COMPLETENESS_BUCKETS).default('day').meta({
    description: 'the plant’s own hours, days, months or half-years; the range is widened to whole ones',
  }),
});

/** Of what was expected: what came, what did not, and why. */
export function completenessRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/plants/:plant/completeness',
    {
      preHandler: publishHead(ports.heads),
      schema: {
        summary:
          'Of the slots that schedules expect: how many were received, late, flagged, rejected, excluded, missing',
        description:
          'A slot is an instant at which the schedule of a device expects a reading of a parameter. Each has exactly ' +
          'one status, and nothing but a reading makes it received: no interpolation, no estimate, no zero.',
        tags: ['quality'],
        params: PlantParams,
        querystring: CompletenessQuery,
        response: {
          200: ok(`counts by series and bucket; ${HEAD_NOTE}`, ApiCompleteness),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request): Promise<ApiCompleteness> => {
      const { from: _from, to: _to, bucket, ...filter } = request.query;
      const { id: plant, timeZone } = await ports.plants.get(request.params.plant);
      const range = parseRange(request.query, timeZone, ports.clock());
      refuseLonger(
        range,
        LONGEST_MS[bucket],
        bucket === 'hour' ? 'ask for bucket=day, or less' : 'ask for less',
      );
      const { plan, completeness } = await ports.slots.count({
        ...filter,
        ...range,
        plant,
        bucket,
        timeZone,
      });
      const rows = completeness.series.flatMap(({ buckets, ...series }) =>
        buckets.map((counts) => ({ ...series, ...rowOf(counts) })),
      );
      refuseMore(rows.length, 'buckets');
      return {
        plant,
        timeZone,
        bucket,
        from: completeness.from,
        to: completeness.to,
        judgedAt: plan.server.now,
        knownFrom: completeness.knownFrom > completeness.from ? completeness.knownFrom : null,
        rows,
        unscheduled: unscheduledIn(plan),
      };
    },
  );

  app.get(
    '/api/v1/plants/:plant/slots',
    {
      preHandler: publishHead(ports.heads),
      schema: {
        summary: 'How the slots of series fared, one after the other',
        tags: ['quality'],
        params: PlantParams,
        querystring: z.strictObject(SERIES),
        response: {
          200: ok(`the slots of each series, those that fared alike together; ${HEAD_NOTE}`, ApiSlots),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request): Promise<ApiSlots> => {
      const { from: _from, to: _to, ...filter } = request.query;
      const { id: plant, timeZone } = await ports.plants.get(request.params.plant);
      const range = parseRange(request.query, timeZone, ports.clock());
      refuseLonger(range, LONGEST_SLOTS_MS, 'ask for less, or for /completeness');
      const { plan, series } = await ports.slots.spans({ ...filter, ...range, plant });
      refuseMore(
        series.reduce((sum, { spans }) => sum + spans.length, 0),
        'spans',
      );
      return {
        ...range,
        judgedAt: plan.server.now,
        series: series.map((each) => ({ ...each, spans: [...each.spans] })),
        unscheduled: unscheduledIn(plan),
      };
    },
  );

  app.get(
    '/api/v1/plants/:plant/gaps',
    {
      schema: {
        summary: 'What is silent now, since when, and why as far as is known',
        tags: ['quality'],
        params: PlantParams,
        response: {
          200: ok('the open gaps', ApiGapList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request): Promise<ApiGapList> => {
      const { id } = await ports.plants.get(request.params.plant);
      const { plan, gaps } = await ports.slots.gaps(id);
      return {
        judgedAt: plan.server.now,
        gaps: gaps.map((gap) => ({ ...gap, parameters: [...gap.parameters] })),
      };
    },
  );
}

function rowOf(bucket: BucketCounts): Omit<ApiCompletenessRow, 'device' | 'point' | 'parameter'> {
  const { expected, counts, causes } = bucket;
  const due = expected - counts.pending;
  const share = (count: number): number | null => (due === 0 ? null : count / due);
  return {
    ...bucket,
    causes: [...causes],
    share: share(counts.received + counts.late),
    excludedShare: share(counts.excluded),
  };
}

function unscheduledIn({ devices }: SlotPlan): string[] {
  return devices.filter(({ versions }) => versions.length === 0).map(({ device }) => device);
}

function refuseLonger(range: { from: number; to: number }, longestMs: number, instead: string): void {
  if (range.to - range.from <= longestMs) return;
  throw new InvalidInputError(
    `the range has ${Math.ceil((range.to - range.from) / DAY_MS)} days, at most ${longestMs / DAY_MS} can be asked ` +
      `for: ${instead}`,
    { field: 'from' },
  );
}

function refuseMore(rows: number, what: string): void {
  if (rows <= MOST_ROWS) return;
  throw new InvalidInputError(
    `the answer has ${rows} ${what}, at most ${MOST_ROWS} can be asked for: name a device or parameter, or a shorter range`,
    { field: 'from' },
  );
}
