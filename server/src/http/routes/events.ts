import { ApiDeviceEventPage } from '@banyu/contracts';
import { z } from 'zod';
import { decodeIdCursor } from '../cursor.ts';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { DeviceFilter, ok, PAGE, PlantParams, problems } from './shared-schema.ts';

const EventsQuery = z.strictObject({ device: DeviceFilter, ...PAGE });

/** What happened at the devices: calibration, cleaning, power, tamper. */
export function eventRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/plants/:plant/events',
    {
      schema: {
        summary: 'Events of the devices of a plant, newest first',
        tags: ['quality'],
        params: PlantParams,
        querystring: EventsQuery,
        response: {
          200: ok('a page of events', ApiDeviceEventPage),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { cursor, ...filter } = request.query;
      const before = decodeIdCursor(cursor);
      const { id: plant } = await ports.plants.get(request.params.plant);
      const page = await ports.events.page({ ...filter, plant, ...(before !== undefined && { before }) });
      return { events: [...page.events], next: page.next === null ? null : String(page.next) };
    },
  );
}
