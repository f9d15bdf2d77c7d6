import { ApiPlantFindingList } from '@banyu/contracts';
import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import { parseRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, PAGE, PlantParams, problems, RANGE } from './shared-schema.ts';

const FindingsQuery = z.strictObject({
  ...RANGE,
  limit: PAGE.limit.meta({ description: 'findings at most, the latest ones' }),
});

/** What compares the devices of a plant with each other. */
export function plantFindingRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/plants/:plant/quality/findings',
    {
      schema: {
        summary: 'Which devices contradict each other, and in what',
        description:
          'Found when the hour (neighbours) or the day (balances) is over, and again when readings of it come late.',
        tags: ['quality'],
        params: PlantParams,
        querystring: FindingsQuery,
        response: {
          200: ok('what overlaps the range', ApiPlantFindingList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { limit, ...range } = request.query;
      const { id: plant, timeZone } = await ports.plants.get(request.params.plant);
      const { from, to } = parseRange(range, timeZone, ports.clock());
      return { findings: [...(await ports.plantFindings({ plant, from, to, limit }))] };
    },
  );
}
