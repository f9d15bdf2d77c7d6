import {
  ApiDeviceList,
  ApiParameterList,
  ApiPlant,
  ApiPlantList,
  NotFoundError,
  PARAMETERS,
} from '@banyu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemIn } from './support/problem.ts';
import { DEVICE, PLANT, type Rig, startRig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  const secretive = { ...PLANT, horizonMs: 1, createdAt: 2 };
  const get = (id: string) => {
    if (id === PLANT.id) return secretive;
    throw new NotFoundError(`There is no plant "${id}"`);
  };
  rig = await startRig({ ports: { plants: { list: () => [secretive], get } } });
});
afterAll(() => rig[Symbol.asyncDispose]());

async function json(path: string): Promise<unknown> {
  const response = await rig.get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return response.json();
}

test('/parameters lists the whole contract', async () => {
  const { parameters } = ApiParameterList.parse(await json('/api/v1/parameters'));
  expect(parameters.map((p) => p.id)).toEqual(PARAMETERS.map((p) => p.id));
});

test('/plants shows plants, and no field that the API does not name', async () => {
  const body = await json('/api/v1/plants');
  expect(ApiPlantList.parse(body)).toEqual(body);
  expect(body).toEqual({ plants: [PLANT] });
});

test('/plants/{plant} shows one plant, its points and devices', async () => {
  expect(ApiPlant.parse(await json(`/api/v1/plants/${PLANT.id}`))).toEqual(PLANT);
  expect(await json(`/api/v1/plants/${PLANT.id}/points`)).toEqual({ points: PLANT.points });
  expect(ApiDeviceList.parse(await json(`/api/v1/plants/${PLANT.id}/devices`))).toEqual({
    devices: [DEVICE],
  });
});

test.each([
  '',
  '/points',
  '/devices',
  '/latest',
  '/readings',
  '/series?parameter=ph',
  '/coverage',
  '/rejects',
  '/events',
  '/quality/findings',
])('/plants/{plant}%s is 404 for a plant that is not there', async (path) => {
  const problem = await problemIn(await rig.get(`/api/v1/plants/ipal-x${path}`), 404);
  expect(problem).toMatchObject({ type: '/api/problems/not-found', detail: 'There is no plant "ipal-x"' });
});

test('an id that none can have is 400 and names the field', async () => {
  const problem = await problemIn(await rig.get('/api/v1/plants/No%20Plant'), 400);
  expect(problem.errors).toMatchObject([{ field: 'plant' }]);
});
