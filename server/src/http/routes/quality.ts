import {
  ApiQualityInForce,
  ApiQualitySet,
  ApiQualityVersionList,
  DeviceId,
  NewQualitySettings,
  PointId,
  Scope,
  Signed,
} from '@banyu/contracts';
import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import { parseInstant } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { signatureIn } from '../signature.ts';
import { DeviceFilter, INSTANT, ok, Parameter, PlantParams, PointFilter, problems } from './shared-schema.ts';

const { plant: _, ...scope } = Scope.shape;
const NewSettings = z.strictObject({
  ...NewQualitySettings.shape,
  scope: z.strictObject(scope).default({}).describe('what is left out means all of them'),
  ...Signed,
});

const VersionsQuery = z.strictObject({
  point: PointFilter,
  device: DeviceFilter,
  parameter: Parameter.exactOptional(),
});

const InForceQuery = z.strictObject({
  point: PointId.meta({ description: 'the sampling point' }),
  device: DeviceId.meta({ description: 'the device' }),
  parameter: Parameter,
  at: z
    .string()
    .max(64)
    .exactOptional()
    .meta({ description: `time of the readings. ${INSTANT}. Default: now` }),
});

/** How readings are judged, by what settings and since when. */
export function qualityRoutes(app: HttpApp, ports: HttpPorts): void {
  app.post(
    '/api/v1/plants/:plant/quality/settings',
    {
      schema: {
        summary: 'Set what a scope changes of the settings, from a time on',
        description:
          'Replaces all that the scope changed before. Settings that could not be run are refused with every fault.',
        tags: ['quality'],
        params: PlantParams,
        body: NewSettings,
        response: {
          201: ok('the new version, and what is to be judged again', ApiQualitySet),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { plant } = request.params;
      const { by, why, evidence, scope: within, ...settings } = request.body;
      const signature = signatureIn({ by, why, evidence }, request);
      const set = await ports.settings.set({ ...settings, scope: { ...within, plant } }, signature);
      return reply.code(201).send(set);
    },
  );

  app.get(
    '/api/v1/plants/:plant/quality/settings',
    {
      schema: {
        summary: 'Settings of the quality tests, every version, newest first',
        tags: ['quality'],
        params: PlantParams,
        querystring: VersionsQuery,
        response: {
          200: ok('the versions whose scope names what was asked for', ApiQualityVersionList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { id: plant } = await ports.plants.get(request.params.plant);
      const { point, device, parameter } = request.query;
      const versions = (await ports.settings.list(plant)).filter(
        ({ scope }) =>
          (point === undefined || scope.point === point) &&
          (device === undefined || scope.device === device) &&
          (parameter === undefined || scope.parameter === parameter),
      );
      return { versions };
    },
  );

  app.get(
    '/api/v1/plants/:plant/quality/in-force',
    {
      schema: {
        summary: 'What judges the readings of a series, complete',
        tags: ['quality'],
        params: PlantParams,
        querystring: InForceQuery,
        response: {
          200: ok('the settings, and what they are made of', ApiQualityInForce),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { id: plant, timeZone } = await ports.plants.get(request.params.plant);
      const { at, ...series } = request.query;
      const t = at === undefined ? ports.clock() : parseInstant(at, timeZone, 'at');
      const { version, settings, of } = await ports.settings.inForce({ plant, ...series }, t);
      return { version, settings, of: [...of] };
    },
  );
}
