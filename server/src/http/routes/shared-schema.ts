import { ApiProblem, DeviceId, PARAMETER_IDS, PlantId, PointId, type Signature } from '@banyu/contracts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, type ProblemKind } from '../problem.ts';

export const PlantParams = z.strictObject({
  plant: PlantId.meta({ description: 'id of the plant', examples: ['ipal-banyurip'] }),
});

export const PointFilter = PointId.exactOptional().meta({ description: 'only this sampling point' });
export const DeviceFilter = DeviceId.exactOptional().meta({ description: 'only this device' });
export const Parameter = z
  .enum(PARAMETER_IDS)
  .meta({ description: 'parameter id, see /api/v1/parameters', examples: ['ph'] });

export const INSTANT =
  'Unix ms or ISO 8601; without an offset it is the wall clock of the plant, a date its first instant there';

/** `from` and `to`, read by parseRange: what they mean depends on the plant's time zone. */
export const RANGE = {
  from: z
    .string()
    .max(64)
    .exactOptional()
    .meta({
      description: `begin of the range, included. ${INSTANT}. Default: 24 hours before \`to\``,
      examples: ['2026-11-24'],
    }),
  to: z
    .string()
    .max(64)
    .exactOptional()
    .meta({
      description: `end of the range, not included. ${INSTANT}. Default: now`,
      examples: ['2026-11-25T00:00:00+07:00'],
    }),
};

/** The same for lists of what lasts: without an end that side is open. */
export const OPEN_RANGE = {
  from: z
    .string()
    .max(64)
    .exactOptional()
    .meta({ description: `only what lasts beyond it. ${INSTANT}` }),
  to: z
    .string()
    .max(64)
    .exactOptional()
    .meta({ description: `only what begins before it. ${INSTANT}` }),
};

/** The number of an entry, in the path. */
export const IdInPath = z.coerce
  .number()
  .int()
  .min(1)
  .meta({ description: 'its number', examples: [1] });

/** `limit` and `cursor` of a list that comes page by page. */
export const PAGE = {
  limit: z.coerce.number().int().min(1).max(1000).default(100).meta({ description: 'entries a page' }),
  cursor: z.string().max(512).exactOptional().meta({ description: '`next` of the page before' }),
};

/** Who makes the change that a request asks for, and where the request came from. */
export function signatureOf(signed: Omit<Signature, 'from'>, { ip }: Pick<FastifyRequest, 'ip'>): Signature {
  return { ...signed, from: `HTTP, ${ip}` };
}

/** The answer when all is well, for a route's `response` schema. */
export function ok<S extends z.ZodType>(description: string, schema: S) {
  return { description, content: { 'application/json': { schema } } };
}

const ALWAYS: readonly ProblemKind[] = ['wrong-host', 'internal-error'];

/**
 * The problems a route may answer with, for its `response` schema. Says nothing in types: handlers return what
 * they have and throw the rest.
 */
export function problems(...kinds: readonly ProblemKind[]): Record<never, never> {
  const byStatus = new Map<number, string[]>();
  for (const kind of [...kinds, ...ALWAYS]) {
    const { status, title } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), title]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, titles]) => [
      status,
      { description: titles.join('; '), content: { [PROBLEM_MEDIA_TYPE]: { schema: ApiProblem } } },
    ]),
  );
}
