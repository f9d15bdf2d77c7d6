import {
  ApiServiceWindow,
  ApiServiceWindowList,
  NotFoundError,
  ServiceWindow,
  Signed,
} from '@banyu/contracts';
import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import { parseInstant, parseOptionalRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { signatureIn } from '../signature.ts';
import {
  DeviceFilter,
  IdInPath,
  INSTANT,
  OPEN_RANGE,
  ok,
  PAGE,
  Parameter,
  PlantParams,
  PointFilter,
  problems,
} from './shared-schema.ts';

const { plant: _, ...window } = ServiceWindow.unwrap().shape;
const Declaration = z.strictObject({ ...window, ...Signed });
const WindowParams = PlantParams.extend({ window: IdInPath });

const WindowsQuery = z.strictObject({
  point: PointFilter,
  device: DeviceFilter,
  parameter: Parameter.exactOptional(),
  ...OPEN_RANGE,
  asOf: z
    .string()
    .max(64)
    .exactOptional()
    .meta({ description: `those that were declared at that instant. ${INSTANT}. Default: now` }),
  limit: PAGE.limit,
});

/** Times in which somebody works on sensors, or the production stands. */
export function windowRoutes(app: HttpApp, ports: HttpPorts): void {
  app.post(
    '/api/v1/plants/:plant/windows',
    {
      schema: {
        summary: 'Declare a service window, past, present or planned',
        tags: ['quality'],
        params: PlantParams,
        body: Declaration,
        response: {
          201: ok('it holds', ApiServiceWindow),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { plant } = request.params;
      const { by, why, evidence, ...of } = request.body;
      const declared = await ports.windows.declare(
        { plant, ...of },
        signatureIn({ by, why, evidence }, request),
      );
      return reply
        .code(201)
        .header('location', `/api/v1/plants/${plant}/windows/${declared.id}`)
        .send(declared);
    },
  );

  app.get(
    '/api/v1/plants/:plant/windows',
    {
      schema: {
        summary: 'Service windows that hold, in order of their beginning',
        description:
          'With a point, device or parameter: those that concern it, those of the whole plant too.',
        tags: ['quality'],
        params: PlantParams,
        querystring: WindowsQuery,
        response: {
          200: ok('the windows', ApiServiceWindowList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { id: plant, timeZone } = await ports.plants.get(request.params.plant);
      const { from, to, asOf, ...filter } = request.query;
      const windows = await ports.windows.list({
        plant,
        ...filter,
        ...parseOptionalRange({ from, to }, timeZone),
        ...(asOf !== undefined && { asOf: parseInstant(asOf, timeZone, 'asOf') }),
      });
      return { windows: [...windows] };
    },
  );

  app.get(
    '/api/v1/plants/:plant/windows/:window',
    {
      schema: {
        summary: 'A service window, every version of it',
        tags: ['quality'],
        params: WindowParams,
        response: {
          200: ok('its versions, oldest first', ApiServiceWindowList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => ({ windows: [...(await historyOf(request.params))] }),
  );

  app.post(
    '/api/v1/plants/:plant/windows/:window/end',
    {
      schema: {
        summary: 'Give a service window its end, or another one',
        tags: ['quality'],
        params: WindowParams,
        body: z.strictObject({
          to: z.int().min(0).exactOptional().describe('Unix ms; default: now'),
          ...Signed,
        }),
        response: {
          200: ok('it ends then', ApiServiceWindow),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request) => {
      await historyOf(request.params);
      const { to = ports.clock(), ...signed } = request.body;
      return ports.windows.end(request.params.window, to, signatureIn(signed, request));
    },
  );

  app.post(
    '/api/v1/plants/:plant/windows/:window/cancel',
    {
      schema: {
        summary: 'Take back a service window that should not be',
        description: 'It stays on record.',
        tags: ['quality'],
        params: WindowParams,
        body: z.strictObject(Signed),
        response: {
          200: ok('it held until now', ApiServiceWindow),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request) => {
      await historyOf(request.params);
      await ports.windows.cancel(request.params.window, signatureIn(request.body, request));
      const last = (await historyOf(request.params)).at(-1);
      if (last === undefined) throw new Error('a window without any version');
      return last;
    },
  );

  async function historyOf({ plant, window: id }: z.infer<typeof WindowParams>) {
    const versions = await ports.windows.history(id);
    if (versions.every(({ window }) => window.plant === plant)) return versions;
    throw new NotFoundError(`Plant "${plant}" has no window ${id}`);
  }
}
