import { ApiCoverageList } from '@banyu/contracts';
import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import { parseRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { DeviceFilter, ok, Parameter, PlantParams, PointFilter, problems, RANGE } from './shared-schema.ts';

const CoverageQuery = z.strictObject({
  point: PointFilter,
  device: DeviceFilter,
  parameter: Parameter.exactOptional(),
  ...RANGE,
});

/** What is there before anyone judges it: readings and good readings of each series in a range. */
export function coverageRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/plants/:plant/coverage',
    {
      schema: {
        summary: 'How many readings each series holds, and how many are good',
        tags: ['readings'],
        params: PlantParams,
        querystring: CoverageQuery,
        response: {
          200: ok('the range, and what each series holds in it', ApiCoverageList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { from: _from, to: _to, ...filter } = request.query;
      const plant = await ports.plants.get(request.params.plant);
      const range = parseRange(request.query, plant.timeZone, ports.clock());
      return {
        ...range,
        coverage: [...(await ports.store.coverage({ ...filter, ...range, plant: plant.id }))],
      };
    },
  );
}
