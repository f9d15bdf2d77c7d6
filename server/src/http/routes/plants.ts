import {
  ApiDeviceList,
  ApiParameterList,
  ApiPlant,
  ApiPlantList,
  ApiPointList,
  PARAMETERS,
} from '@banyu/contracts';
import { plantFromRecord } from '../api-plant.ts';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, PlantParams, problems } from './shared-schema.ts';

/** What there is: parameters, plants, their points and devices. */
export function plantRoutes(app: HttpApp, ports: HttpPorts): void {
  const parameters = PARAMETERS.map((p) => ({
    ...p,
    span: [...p.span] as [number, number],
    name: { ...p.name },
  }));

  app.get(
    '/api/v1/parameters',
    {
      schema: {
        summary: 'Parameters, their units and names',
        tags: ['plants'],
        response: { 200: ok('all parameters of the device contract', ApiParameterList), ...problems() },
      },
    },
    async () => ({ parameters }),
  );

  app.get(
    '/api/v1/plants',
    {
      schema: {
        summary: 'All plants',
        tags: ['plants'],
        response: { 200: ok('all plants', ApiPlantList), ...problems('unavailable') },
      },
    },
    async () => ({ plants: (await ports.plants.list()).map(plantFromRecord) }),
  );

  app.get(
    '/api/v1/plants/:plant',
    {
      schema: {
        summary: 'One plant',
        tags: ['plants'],
        params: PlantParams,
        response: {
          200: ok('the plant', ApiPlant),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => plantFromRecord(await ports.plants.get(request.params.plant)),
  );

  app.get(
    '/api/v1/plants/:plant/points',
    {
      schema: {
        summary: 'Sampling points of a plant',
        tags: ['plants'],
        params: PlantParams,
        response: {
          200: ok('its sampling points', ApiPointList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => ({ points: plantFromRecord(await ports.plants.get(request.params.plant)).points }),
  );

  app.get(
    '/api/v1/plants/:plant/devices',
    {
      schema: {
        summary: 'Devices of a plant and how they are',
        tags: ['plants'],
        params: PlantParams,
        response: {
          200: ok('its devices', ApiDeviceList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const plant = await ports.plants.get(request.params.plant);
      return { devices: [...(await ports.devices.ofPlant(plant.id))] };
    },
  );
}
