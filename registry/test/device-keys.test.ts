import { generateKeyPairSync } from 'node:crypto';
import { ConflictError, InvalidInputError, NotFoundError, type Reject } from '@banyu/contracts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDeviceDirectory } from '../src/index.ts';
import { rig } from './support/rig.ts';

const signature = { by: 'Sari', why: 'commissioning of the logger' };

/** The key of RFC 8037, appendix A, and its thumbprint there. */
const RFC = {
  publicKey: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  id: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
};

async function withDevice() {
  const opened = await rig();
  await opened.registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
  return opened;
}

function pem(type: 'ed25519' | 'x25519' = 'ed25519', part: 'publicKey' | 'privateKey' = 'publicKey'): string {
  const keys = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519');
  const format = { format: 'pem', type: part === 'publicKey' ? 'spki' : 'pkcs8' } as const;
  return String(keys[part].export(format as never));
}

describe('DeviceKeys', () => {
  test('registers a key under its RFC 7638 thumbprint, signed for in the audit trail', async () => {
    const { registry } = await withDevice();
    const key = await registry.deviceKeys.add('logger-1', { publicKey: RFC.publicKey }, signature);
    expect(key).toMatchObject({ ...RFC, device: 'logger-1', to: null, by: 'Sari' });
    expect(await registry.audit.list({ limit: 1 })).toMatchObject([
      { action: 'device.add-key', subject: 'device/logger-1', who: 'Sari', why: signature.why },
    ]);
    expect((await registry.audit.verify()).status).toBe('intact');
  });

  test('takes PEM, and refuses keys of another kind, private ones and what is none, saying what it expects', async () => {
    const { registry } = await withDevice();
    const add = (publicKey: string) => registry.deviceKeys.add('logger-1', { publicKey }, signature);
    expect((await add(pem().replaceAll('\n', '\r\n'))).publicKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
    await expect(add(pem('x25519'))).rejects.toThrow(/x25519; expected an Ed25519 public key/);
    await expect(add(pem('ed25519', 'privateKey'))).rejects.toThrow(
      /private key, which must stay in the device/,
    );
    await expect(add('AAAA')).rejects.toBeInstanceOf(InvalidInputError);
    await expect(
      registry.deviceKeys.add('logger-9', { publicKey: RFC.publicKey }, signature),
    ).rejects.toBeInstanceOf(NotFoundError);
  });

  test('lets several keys hold at a time, none of them twice, four at most', async () => {
    const { registry } = await withDevice();
    const add = (publicKey: string) => registry.deviceKeys.add('logger-1', { publicKey }, signature);
    await add(RFC.publicKey);
    await expect(add(RFC.publicKey)).rejects.toBeInstanceOf(ConflictError);
    for (let n = 0; n < 3; n += 1) await add(pem());
    await expect(add(pem())).rejects.toThrow(/has 4 already; revoke one first/);
    await registry.deviceKeys.revoke('logger-1', RFC.id, signature);
    await add(pem());
    await expect(add(RFC.publicKey)).rejects.toThrow(/is revoked; make a new one/);
  });

  test('asks for signatures only where there is a key, and then keeps the last one', async () => {
    const { registry } = await withDevice();
    const { deviceKeys } = registry;
    await expect(deviceKeys.require('logger-1', true, signature)).rejects.toThrow(/no key in force; add one/);
    await deviceKeys.add('logger-1', { publicKey: RFC.publicKey }, signature);
    expect((await deviceKeys.require('logger-1', true, signature)).requiredFrom).toEqual(expect.any(Number));
    await expect(deviceKeys.revoke('logger-1', RFC.id, signature)).rejects.toThrow(/all would be rejected/);
    await deviceKeys.require('logger-1', false, signature);
    await deviceKeys.revoke('logger-1', RFC.id, signature);
    expect(await deviceKeys.of('logger-1')).toMatchObject({ requiredFrom: null, keys: [{ id: RFC.id }] });
  });
});

describe('DeviceDirectory', () => {
  test('tells of keys only where there are any', async () => {
    const { registry, path } = await withDevice();
    const find = () => {
      const directory = openDeviceDirectory({ path });
      onTestFinished(() => directory.close());
      return directory.find('logger-1');
    };
    expect(find()).not.toHaveProperty('signing');
    await registry.deviceKeys.add('logger-1', { publicKey: RFC.publicKey }, signature);
    await registry.deviceKeys.require('logger-1', true, signature);
    expect(find()?.signing).toMatchObject({ requiredFrom: expect.any(Number), keys: [{ ...RFC, to: null }] });
  });

  test('knows a repair by its readings', async () => {
    const { registry, path } = await withDevice();
    const reject: Reject = {
      id: 7,
      receivedAt: 1,
      plant: 'ipal',
      device: 'logger-1',
      scope: 'message',
      reason: 'signature',
      detail: '',
      parameter: null,
      t: null,
      payload: '',
    };
    const readings = [{ parameter: 'ph', t: 1_000, value: 7.5 } as const];
    const repair = { leaveOut: [], parameters: {}, units: {}, factors: {}, decimalComma: false };
    await registry.repairs.record(
      reject,
      { repair: { ...repair, timeIn: 'ms', shiftMs: 0 }, readings },
      signature,
    );
    const directory = openDeviceDirectory({ path });
    onTestFinished(() => directory.close());
    expect(directory.isRepair('logger-1', 7, [{ t: 1_000, ph: 7.5 }])).toBe(true);
    expect(directory.isRepair('logger-1', 7, [{ t: 1_000, ph: 7.6 }])).toBe(false);
    expect(directory.isRepair('logger-1', 8, [{ t: 1_000, ph: 7.5 }])).toBe(false);
  });
});
