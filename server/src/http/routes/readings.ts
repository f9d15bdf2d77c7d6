import { ApiLatest, ApiReadingPage } from '@banyu/contracts';
import { z } from 'zod';
import { readingFromStore } from '../api-reading.ts';
import { decodeReadingsCursor, encodeReadingsCursor } from '../cursor.ts';
import type { HttpApp } from '../http-app.ts';
import { parseRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import {
  DeviceFilter,
  ok,
  PAGE,
  Parameter,
  PlantParams,
  PointFilter,
  problems,
  RANGE,
} from './shared-schema.ts';

const ReadingsQuery = z.strictObject({
  point: PointFilter,
  device: DeviceFilter,
  parameter: Parameter.exactOptional(),
  ...RANGE,
  ...PAGE,
});

/** Readings one by one: the newest of each series, and all of a range page by page. */
export function readingRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/plants/:plant/latest',
    {
      schema: {
        summary: 'The newest reading of each series',
        description: 'Whatever its flag: a failed or missing value is shown as such.',
        tags: ['readings'],
        params: PlantParams,
        response: {
          200: ok('one reading a series', ApiLatest),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const plant = await ports.plants.get(request.params.plant);
      const latest = await ports.store.latest({ plant: plant.id });
      return { readings: latest.map(readingFromStore) };
    },
  );

  app.get(
    '/api/v1/plants/:plant/readings',
    {
      schema: {
        summary: 'Readings as they were sent, newest first',
        description:
          'With `cursor` the range is that of the first page, and `from` and `to` are not looked at.',
        tags: ['readings'],
        params: PlantParams,
        querystring: ReadingsQuery,
        response: {
          200: ok('a page of readings', ApiReadingPage),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { cursor, limit, from: _from, to: _to, ...filter } = request.query;
      const plant = await ports.plants.get(request.params.plant);
      const { from, to, after } =
        cursor === undefined
          ? { ...parseRange(request.query, plant.timeZone, ports.clock()), after: undefined }
          : decodeReadingsCursor(cursor, plant.id);
      // One more than asked for tells whether there is a page after this one.
      const found = await ports.store.readings({
        ...filter,
        plant: plant.id,
        from,
        to,
        limit: limit + 1,
        ...(after !== undefined && { after }),
      });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const next =
        found.length > limit && last !== undefined ? encodeReadingsCursor({ from, to, after: last }) : null;
      return { readings: page.map(readingFromStore), next };
    },
  );
}
