import { ApiNewRequalification, ApiRequalification, ApiRequalificationList } from '@banyu/contracts';
import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, PlantParams, problems } from './shared-schema.ts';

const JobParams = PlantParams.extend({ requalification: z.uuid().meta({ description: 'its id' }) });

/** Stored readings judged again. */
export function requalificationRoutes(
  app: HttpApp,
  { requalifications, requalificationQueue, plants }: HttpPorts,
): void {
  app.post(
    '/api/v1/plants/:plant/requalifications',
    {
      schema: {
        summary: 'Judge stored readings again, by the settings and service windows that hold now',
        description:
          'Changes flags, never values, and gives those that the stream would have given. Answers at once; how far it ' +
          'is, and what came of it, is asked for by the id. One runs at a time. Refused where something of that time ' +
          'is approved. The audit trail keeps who wanted it and why, and what changed.',
        tags: ['quality'],
        params: PlantParams,
        body: ApiNewRequalification,
        response: {
          202: ok('it has begun', ApiRequalification),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { id } = await plants.get(request.params.plant);
      return reply.code(202).send(await requalifications.start(id, request.body, `HTTP, ${request.ip}`));
    },
  );

  app.get(
    '/api/v1/plants/:plant/requalifications',
    {
      schema: {
        summary: 'Stored readings that are due to be judged again, and those that are or were',
        description:
          'Due is what was left with flags of before by a service window or settings declared for past time. The server ' +
          'judges it again by itself, one after the other, in the name of who declared it.',
        tags: ['quality'],
        params: PlantParams,
        response: {
          200: ok('what is due, running and done', ApiRequalificationList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { id } = await plants.get(request.params.plant);
      const [due, jobs] = await Promise.all([requalificationQueue.list(id), requalifications.list(id)]);
      return { due: [...due], requalifications: [...jobs] };
    },
  );

  app.get(
    '/api/v1/plants/:plant/requalifications/:requalification',
    {
      schema: {
        summary: 'How far judging again is, or what came of it',
        description: 'The newest ones since the server started are known.',
        tags: ['quality'],
        params: JobParams,
        response: {
          200: ok('the requalification', ApiRequalification),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async ({ params: { plant, requalification } }) => requalifications.get(plant, requalification),
  );
}
