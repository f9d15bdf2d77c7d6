import { ApiAuditHead } from '@banyu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LaboratoryRig, startLaboratoryRig } from './support/laboratory-rig.ts';
import { PLANT } from './support/rig.ts';

let rig: LaboratoryRig;
beforeAll(async () => {
  rig = await startLaboratoryRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

test.each([
  'series?parameter=ph',
  'limits',
  'compliance',
  'laboratory/compare?parameter=ph',
  'completeness',
  'slots',
  'export?format=csv',
])('the answer of %s names the heads on which it stands, as its description says', async (asked) => {
  const { http } = rig;
  const { line } = ApiAuditHead.parse(await (await http.get('/api/v1/audit/head')).json());
  const { status, headers } = await http.get(`/api/v1/plants/${PLANT.id}/${asked}`);
  expect([status, headers.get('x-banyu-audit-head')]).toEqual([200, line]);
  const path = `/api/v1/plants/{plant}/${asked.split('?')[0]}`;
  expect(await (await http.get('/api/openapi.json')).json()).toMatchObject({
    paths: {
      [path]: { get: { responses: { 200: { description: expect.stringContaining('x-banyu-audit-head') } } } },
    },
  });
});
