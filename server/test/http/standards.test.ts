import { ApiPlantLimits, ApiStandardList, EffluentStandard } from '@banyu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemIn } from './support/problem.ts';
import { PLANT, type Rig, startRig } from './support/rig.ts';

const TEXTILE = 'textile-permen-lh-12-2025';

let standard: string | null = TEXTILE;
let rig: Rig;
beforeAll(async () => {
  const get = () => ({ ...PLANT, standard });
  rig = await startRig({ ports: { plants: { list: () => [get()], get } } });
});
afterAll(() => rig[Symbol.asyncDispose]());

const limits = async (query = ''): Promise<ApiPlantLimits> =>
  ApiPlantLimits.parse(await (await rig.get(`/api/v1/plants/${PLANT.id}/limits${query}`)).json());

test('/standards lists them, and /standards/{id} shows one', async () => {
  const { standards } = ApiStandardList.parse(await (await rig.get('/api/v1/standards')).json());
  expect(standards.map(({ id }) => id)).toContain(TEXTILE);
  const one = EffluentStandard.parse(await (await rig.get(`/api/v1/standards/${TEXTILE}`)).json());
  expect(one).toEqual(standards.find(({ id }) => id === TEXTILE));
  await problemIn(await rig.get('/api/v1/standards/none'), 404);
});

test('/plants/{plant}/limits gives the limits of the plant’s size at its compliance point, as they were at the time', async () => {
  standard = TEXTILE;
  const now = await limits();
  expect(now).toMatchObject({
    point: 'effluent',
    inForce: { standard: TEXTILE, fromM3PerDay: 100, tierBy: 'capacity' },
  });
  expect(now.inForce?.limits).toContainEqual({ parameter: 'cod', min: null, max: 125 });
  const before = await limits('?at=2025-09-08T23:59');
  expect(before.inForce?.standard).toBe('textile-permen-lh-5-2014');
  expect(before.inForce?.to).toBe(now.inForce?.from);
});

test('a plant without a standard has no limits', async () => {
  standard = null;
  expect(await limits()).toMatchObject({ inForce: null });
});
