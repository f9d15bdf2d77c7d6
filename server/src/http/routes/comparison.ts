import { ApiComparisonList } from '@banyu/contracts';
import { z } from 'zod';
import { compareWithLaboratory } from '../../laboratory/compare.ts';
import type { HttpApp } from '../http-app.ts';
import { parseInstant, parseRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { HEAD_NOTE, publishHead } from '../publish-head.ts';
import { DeviceFilter, ok, Parameter, PlantParams, PointFilter, problems, RANGE } from './shared-schema.ts';

/** Drift is a matter of months. */
const DEFAULT_SPAN_MS = 400 * 86_400_000;

const ComparisonQuery = z.strictObject({
  parameter: Parameter,
  point: PointFilter,
  device: DeviceFilter,
  ...RANGE,
  from: RANGE.from.meta({ description: 'samples taken from then on. Default: 400 days before `to`' }),
});

const DESCRIPTION = `Each result beside the mean of the sensor's good raw readings: within 15 minutes of a grab sample,
or over a composite's time. Bias and RPD over all pairs; drift by a control chart of the differences,
begun anew when a calibration of the sensor ended.`;

/** Sensors against laboratories. */
export function comparisonRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/plants/:plant/laboratory/compare',
    {
      preHandler: publishHead(ports.heads),
      schema: {
        summary: 'A parameter’s sensors beside the laboratory’s results',
        description: DESCRIPTION,
        tags: ['laboratory'],
        params: PlantParams,
        querystring: ComparisonQuery,
        response: {
          200: ok(`pairs, agreement and drift of each sensor; ${HEAD_NOTE}`, ApiComparisonList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { from, to, ...which } = request.query;
      const { id: plant, timeZone } = await ports.plants.get(request.params.plant);
      const end = to === undefined ? ports.clock() : parseInstant(to, timeZone, 'to');
      const range = parseRange(
        { from: from ?? String(Math.max(0, end - DEFAULT_SPAN_MS)), to: String(end) },
        timeZone,
        end,
      );
      return compareWithLaboratory(
        {
          samples: ports.laboratory.samples,
          store: ports.store,
          windows: ports.windows,
          events: ports.events,
        },
        { ...which, plant, ...range },
      );
    },
  );
}
