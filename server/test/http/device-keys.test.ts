import { generateKeyPairSync } from 'node:crypto';
import { DeviceKey, DeviceSigning } from '@banyu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEVICE, PLANT, type Rig, startRig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const signed = { by: 'Sari', why: 'commissioning' };

async function send(method: 'POST' | 'PUT', path: string, body: object, device = DEVICE.id) {
  return await fetch(`${rig.url}/api/v1/plants/${PLANT.id}/devices/${device}/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, ...signed }),
  });
}

test('a key is registered, required, and revoked only when nothing stands on it', async () => {
  const publicKey = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' });
  const added = await send('POST', 'keys', { publicKey });
  expect(added.status).toBe(201);
  const { id } = DeviceKey.parse(await added.json());
  expect((await send('POST', 'keys', { publicKey })).status).toBe(409);
  expect((await send('PUT', 'signing', { required: true })).status).toBe(200);
  expect((await send('POST', `keys/${id}/revoke`, {})).status).toBe(409);
  expect((await send('PUT', 'signing', { required: false })).status).toBe(200);
  expect((await send('POST', `keys/${id}/revoke`, {})).status).toBe(200);
  const answer = await rig.get(`/api/v1/plants/${PLANT.id}/devices/${DEVICE.id}/keys`);
  const { requiredFrom, keys } = DeviceSigning.parse(await answer.json());
  expect([requiredFrom, keys.length, keys[0]?.by]).toEqual([null, 1, 'Sari']);
});

test('what is no key, and devices of other plants, are refused with what to do', async () => {
  const wrong = await send('POST', 'keys', { publicKey: 'no key' });
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('expected an Ed25519')]);
  expect((await send('POST', 'keys', { publicKey: 'x' }, 'nobody')).status).toBe(404);
});
