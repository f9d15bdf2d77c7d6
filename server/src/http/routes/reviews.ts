import {
  ApiReview,
  ApiReviewPage,
  ApiReviewStates,
  ReviewDecision,
  ReviewLevel,
  ReviewPeriod,
  Signed,
} from '@banyu/contracts';
import { z } from 'zod';
import { decodeIdCursor } from '../cursor.ts';
import type { HttpApp } from '../http-app.ts';
import { parseInstant, parseMonth } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { reviewStates } from '../review-states.ts';
import { signatureIn } from '../signature.ts';
import { INSTANT, ok, PAGE, Parameter, PlantParams, PointFilter, problems } from './shared-schema.ts';

const { plant: _, ...period } = ReviewPeriod.shape;
const Decision = z.strictObject({ decision: ReviewDecision, ...period, ...Signed });

const ReviewsQuery = z.strictObject({
  point: PointFilter,
  parameter: Parameter.exactOptional(),
  level: ReviewLevel.exactOptional().meta({
    description: 'only decisions for it; working: what was set back',
  }),
  ...PAGE,
});

const StatesQuery = z.strictObject({
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/, 'expected a month such as 2026-10')
    .meta({ description: 'a month of the plant', examples: ['2026-10'] }),
  asOf: z
    .string()
    .max(64)
    .exactOptional()
    .meta({ description: `how far it had come at that instant. ${INSTANT}. Default: now` }),
  point: PointFilter,
  parameter: Parameter.exactOptional(),
});

/** How far readings have been reviewed: working, in review, approved. */
export function reviewRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/plants/:plant/reviews/states',
    {
      schema: {
        summary: 'How far a month of the plant has been reviewed, parameter by parameter',
        tags: ['quality'],
        params: PlantParams,
        querystring: StatesQuery,
        response: {
          200: ok('the month, and its state', ApiReviewStates),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const plant = await ports.plants.get(request.params.plant);
      const { month, asOf, ...filter } = request.query;
      const range = parseMonth(month, plant.timeZone, 'month');
      const instant = asOf === undefined ? undefined : parseInstant(asOf, plant.timeZone, 'asOf');
      return { ...range, states: await reviewStates(ports, plant, { ...filter, ...range }, instant) };
    },
  );

  app.post(
    '/api/v1/plants/:plant/reviews',
    {
      schema: {
        summary: 'Decide about a period: submit it, approve it as a second person, or set it back',
        description:
          'What is approved is locked for corrections, windows and settings until it is set back, which stays on record. ' +
          'Nobody approves what he submitted, or corrected.',
        tags: ['quality'],
        params: PlantParams,
        body: Decision,
        response: {
          201: ok('decided', ApiReview),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { plant } = request.params;
      const { decision, by, why, evidence, ...of } = request.body;
      const signature = signatureIn({ by, why, evidence }, request);
      return reply.code(201).send(await ports.reviews[decision]({ plant, ...of }, signature));
    },
  );

  app.get(
    '/api/v1/plants/:plant/reviews',
    {
      schema: {
        summary: 'Decisions of reviews, newest first',
        tags: ['quality'],
        params: PlantParams,
        querystring: ReviewsQuery,
        response: {
          200: ok('a page of decisions', ApiReviewPage),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { id: plant } = await ports.plants.get(request.params.plant);
      const { cursor, limit, ...filter } = request.query;
      const before = decodeIdCursor(cursor);
      const reviews = await ports.reviews.list({
        plant,
        ...filter,
        ...(before !== undefined && { before }),
        limit,
      });
      const last = reviews.length < limit ? undefined : reviews.at(-1);
      return { reviews: [...reviews], next: last === undefined ? null : String(last.id) };
    },
  );
}
