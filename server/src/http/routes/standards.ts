import { ApiPlantLimits, ApiStandardList, EffluentStandard, NotFoundError } from '@banyu/contracts';
import { limitsAt, STANDARDS, standardOf } from '@banyu/evaluation';
import { z } from 'zod';
import { apiLimits } from '../api-limits.ts';
import type { HttpApp } from '../http-app.ts';
import { parseInstant } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { HEAD_NOTE, publishHead } from '../publish-head.ts';
import { INSTANT, ok, PlantParams, problems } from './shared-schema.ts';

const StandardParams = z.strictObject({
  standard: z
    .string()
    .max(80)
    .meta({ description: 'id of the standard', examples: ['textile-permen-lh-12-2025'] }),
});

const LimitsQuery = z.strictObject({
  at: z
    .string()
    .max(64)
    .exactOptional()
    .meta({ description: `${INSTANT}. Default: now` }),
});

/** Effluent standards, and what they mean for a plant. */
export function standardRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/standards',
    {
      schema: {
        summary: 'Effluent standards that a plant can be judged by',
        tags: ['standards'],
        response: { 200: ok('all standards, with all their limits', ApiStandardList), ...problems() },
      },
    },
    async () => ({ standards: [...STANDARDS] }),
  );

  app.get(
    '/api/v1/standards/:standard',
    {
      schema: {
        summary: 'One effluent standard',
        tags: ['standards'],
        params: StandardParams,
        response: { 200: ok('the standard', EffluentStandard), ...problems('invalid-request', 'not-found') },
      },
    },
    async ({ params }) => {
      const found = standardOf(params.standard);
      if (found === undefined) {
        throw new NotFoundError(`There is no standard "${params.standard}": see /api/v1/standards`);
      }
      return found;
    },
  );

  app.get(
    '/api/v1/plants/:plant/limits',
    {
      preHandler: publishHead(ports.heads),
      schema: {
        summary: 'A plant’s limits in force at an instant',
        tags: ['standards'],
        params: PlantParams,
        querystring: LimitsQuery,
        response: {
          200: ok(`the limits, in canonical units; ${HEAD_NOTE}`, ApiPlantLimits),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async ({ params, query }): Promise<ApiPlantLimits> => {
      const plant = await ports.plants.get(params.plant);
      const at = query.at === undefined ? ports.clock() : parseInstant(query.at, plant.timeZone, 'at');
      const limits = limitsAt(plant, at);
      return {
        plant: plant.id,
        at,
        point: plant.points.find(({ compliancePoint }) => compliancePoint)?.id ?? null,
        inForce: limits === undefined ? null : apiLimits(limits),
      };
    },
  );
}
