import { ApiCompliance } from '@banyu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemIn } from './support/problem.ts';
import { batchOf, DEVICE, NOW, PLANT, type Rig, startRig } from './support/rig.ts';

const HOUR_MS = 3_600_000;
const SIGNED = { by: 'Sari', why: 'for the test' };

let standard: string | null = 'textile-permen-lh-12-2025';
let rig: Rig;
beforeAll(async () => {
  const get = () => ({ ...PLANT, standard });
  rig = await startRig({ ports: { plants: { list: () => [get()], get } } });
});
afterAll(() => rig[Symbol.asyncDispose]());

const compliance = async (query: string): Promise<ApiCompliance> =>
  ApiCompliance.parse(await (await rig.get(`/api/v1/plants/${PLANT.id}/compliance?${query}`)).json());

/** Counts by parameter: evaluated, inside, outside, undecided. */
const counts = ({ rows }: ApiCompliance) =>
  Object.fromEntries(
    rows.map(({ parameter, evaluated, inside, outside, undecided }) => [
      parameter,
      [evaluated, inside, outside, undecided],
    ]),
  );

test('/compliance counts sensors’ hours and laboratories’ samples, each with the limit and its source', async () => {
  const from = NOW - 4 * HOUR_MS;
  await rig.store.write(
    batchOf([
      { t: from, value: 7 },
      { t: from + HOUR_MS, value: 9.2 },
      { t: from + 2 * HOUR_MS, value: 5 },
      { t: from + 3 * HOUR_MS, value: 5, flag: 3 },
    ]),
  );
  const sample = {
    plant: PLANT.id,
    id: 'LHU/1',
    point: 'effluent',
    kind: 'grab',
    from,
    sampledBy: 'Budi',
  } as const;
  const result = (
    parameter: 'bod' | 'phenol' | 'chromium',
    value: number,
    kind: 'value' | 'below' = 'value',
  ) => ({
    parameter,
    outcome: kind === 'value' ? { kind, value } : { kind, limit: value },
    unit: 'mg/L',
  });
  const results = [result('bod', 45), result('phenol', 0.05, 'below'), result('chromium', 2, 'below')];
  await rig.registry.samples.save([{ sample, results }], { onDuplicate: 'refuse' }, SIGNED);

  const asked = `from=${from}&to=${NOW}`;
  const before = await compliance(asked);
  expect(counts(before)).toEqual({
    ph: [3, 1, 2, 0],
    bod: [1, 1, 0, 0],
    phenol: [1, 1, 0, 0],
    chromium: [1, 0, 0, 1],
  });
  expect(before.rows[0]).toMatchObject({ kind: 'sensor-hours', hours: 4, completeness: 0.75, limits: 0 });
  expect(before.limits).toMatchObject([{ regulation: 'Permen LH/BPLH 12/2025', annex: 'Lampiran I' }]);
  expect(before.rows.find(({ parameter }) => parameter === 'chromium')).toMatchObject({
    kind: 'laboratory-samples',
    samples: [{ sample: 'LHU/1', outcome: { kind: 'below', limit: 2 }, verdict: 'undecided' }],
  });

  // What people say of the readings counts: a service takes an hour out, a correction brings one back inside.
  const window = {
    kind: 'cleaning',
    plant: PLANT.id,
    from: from + HOUR_MS,
    to: from + HOUR_MS + 60_000,
  } as const;
  await rig.registry.windows.declare(window, SIGNED);
  await rig.registry.corrections.add(
    {
      plant: PLANT.id,
      point: 'effluent',
      device: DEVICE.id,
      parameter: 'ph',
      from: from + 2 * HOUR_MS,
      to: from + 2.5 * HOUR_MS,
      what: { kind: 'offset', cause: 'calibration-drift', add: 2 },
    },
    SIGNED,
  );
  expect(counts(await compliance(asked))).toMatchObject({ ph: [2, 2, 0, 0] });
});

test('a plant without a standard is judged by nothing, and a range is 400 days at most', async () => {
  standard = null;
  expect(await compliance('')).toMatchObject({ point: 'effluent', limits: [], rows: [] });
  await problemIn(await rig.get(`/api/v1/plants/${PLANT.id}/compliance?from=2024-01-01`), 400);
});
