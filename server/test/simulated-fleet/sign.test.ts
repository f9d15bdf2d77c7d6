import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '@banyu/registry';
import { expect, onTestFinished, test } from 'vitest';
import { readIdentities } from '../../src/simulated-fleet/identities.ts';
import { planFleet } from '../../src/simulated-fleet/plan.ts';
import { registerFleet } from '../../src/simulated-fleet/register.ts';
import { withSensors } from '../../src/simulated-fleet/sensors.ts';
import { signingKeyOf, withSigningKeys } from '../../src/simulated-fleet/sign.ts';

const signal = new AbortController().signal;
const onProgress = (): void => {};

async function rig() {
  const folder = await mkdtemp(join(tmpdir(), 'banyu-sign-'));
  const registry = await openRegistry({ path: join(folder, 'registry.db') });
  onTestFinished(async () => {
    await registry.close();
    await rm(folder, { recursive: true });
  });
  const where = { registry, identitiesPath: join(folder, 'identities.ndjson'), signal, onProgress };
  const planned = planFleet({ plants: 1, devices: 2, prefix: 'sim' });
  return { ...where, identities: await registerFleet({ ...where, planned }) };
}

test('each device gets a key that is kept, registered once, and used again', async () => {
  const options = await rig();
  const signing = await withSigningKeys(options);
  const again = await withSigningKeys({ ...options, identities: signing });
  expect(again).toEqual(signing);
  expect([...readIdentities(options.identitiesPath).values()]).toEqual(signing);
  for (const identity of signing) {
    const { keys } = await options.registry.deviceKeys.of(identity.device);
    const jwk = signingKeyOf(identity)?.export({ format: 'jwk' });
    expect(keys.map(({ publicKey }) => publicKey)).toEqual([jwk?.x]);
  }
  const how = { intervalMs: 60_000, together: true, onProgress, signal };
  const devices = await withSensors({ identities: signing, ...how });
  expect(devices.map(({ signingKey }) => signingKey?.asymmetricKeyType)).toEqual(['ed25519', 'ed25519']);
});

test('a key that was revoked is not used again', async () => {
  const options = await rig();
  const [first] = await withSigningKeys(options);
  const device = first?.device ?? '';
  const [key] = (await options.registry.deviceKeys.of(device)).keys;
  await options.registry.deviceKeys.revoke(device, key?.id ?? '', { by: 'Sri', why: 'lost' });
  const [second] = await withSigningKeys({ ...options, identities: first === undefined ? [] : [first] });
  expect(second?.signingKey).not.toBe(first?.signingKey);
});

test.each([
  ['not a key', /cannot be read: expected a private Ed25519 key/],
  [
    generateKeyPairSync('x25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    /is of type x25519/,
  ],
])('what is no signing key is refused, and not shown', (signingKey, message) => {
  const identity = { plant: 'ipal', device: 'logger-1', secret: 'x', signingKey };
  expect(() => signingKeyOf(identity)).toThrow(message);
  expect(() => signingKeyOf(identity)).not.toThrow(signingKey);
});
