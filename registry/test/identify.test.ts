import { beforeEach, describe, expect, test } from 'vitest';
import { type Argon2id, createArgon2id } from '../src/argon2.ts';
import type { Registry } from '../src/index.ts';
import { bytes, inAnotherProcess, rig } from './support/rig.ts';

const identity = { plant: 'ipal', device: 'logger-1' };

let registry: Registry;
let path: string;
let secret: string;
let computations: number;
let duringComputation: () => Promise<unknown>;

beforeEach(async () => {
  const argon2id = createArgon2id();
  const counting: Argon2id = async (parameters) => {
    computations += 1;
    const key = await argon2id(parameters);
    await duringComputation();
    return key;
  };
  duringComputation = async () => undefined;
  ({ registry, path } = await rig({ argon2id: counting }));
  ({ secret } = await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' }));
  computations = 0;
});

function logIn(withSecret: string, device = 'logger-1') {
  return registry.identify({ kind: 'secret', device, secret: bytes(withSecret) });
}

describe('identify() by secret', () => {
  test('knows the right secret, and the second time without argon2', async () => {
    expect(await logIn(secret)).toEqual(identity);
    expect(await logIn(secret)).toEqual(identity);
    expect(computations).toBe(1);
  });

  test.each([
    ['a wrong secret', async () => logIn('wrong')],
    ['a wrong secret after a right one', async () => (await logIn(secret)) && logIn('wrong')],
    ['no secret', async () => logIn('')],
    ['a secret and more', async () => logIn(`${secret}\0`)],
    ['an unknown device', async () => logIn(secret, 'logger-2')],
    ['a name that cannot be an id', async () => logIn(secret, "' or 1=1 --")],
    [
      'a disabled device with its right secret',
      async () => {
        await registry.devices.setEnabled('logger-1', false);
        return logIn(secret);
      },
    ],
    [
      'a device disabled since it was last known',
      async () => {
        await logIn(secret);
        await registry.devices.setEnabled('logger-1', false);
        return logIn(secret);
      },
    ],
    [
      'a secret replaced since it was last known',
      async () => {
        await logIn(secret);
        await registry.devices.rotateSecret('logger-1');
        return logIn(secret);
      },
    ],
    [
      "another device's secret",
      async () => {
        const other = await registry.devices.add({ id: 'logger-2', plant: 'ipal', point: 'influent' });
        return logIn(other.secret);
      },
    ],
  ])('refuses %s', async (_, attempt) => {
    expect(await attempt()).toBeUndefined();
  });

  test('spends one argon2 computation on every refusal: the time it takes tells nothing', async () => {
    await logIn(secret);
    await registry.devices.add({ id: 'off', plant: 'ipal', point: 'effluent' });
    await registry.devices.setEnabled('off', false);
    for (const device of ['logger-1', 'off', 'unknown', 'no id at all']) {
      computations = 0;
      expect(await logIn('wrong', device)).toBeUndefined();
      expect(computations, device).toBe(1);
    }
  });

  test('spends it on the right secret of a disabled device too, known or not', async () => {
    await logIn(secret);
    await registry.devices.setEnabled('logger-1', false);
    for (let round = 0; round < 2; round++) {
      computations = 0;
      expect(await logIn(secret)).toBeUndefined();
      expect(computations).toBe(1);
    }
  });

  test('knows the new secret after a rotation, and the device again when it is enabled', async () => {
    const rotated = await registry.devices.rotateSecret('logger-1');
    expect(await logIn(rotated)).toEqual(identity);
    await registry.devices.setEnabled('logger-1', false);
    expect(await logIn(rotated)).toBeUndefined();
    await registry.devices.setEnabled('logger-1', true);
    expect(await logIn(rotated)).toEqual(identity);
  });

  test('heeds at once what another process disabled or rotated', async () => {
    expect(await logIn(secret)).toEqual(identity);
    const rotated = String(await inAnotherProcess('change.ts', path, 'rotate', 'logger-1'));
    expect(await logIn(secret)).toBeUndefined();
    expect(await logIn(rotated)).toEqual(identity);
    await inAnotherProcess('change.ts', path, 'disable', 'logger-1');
    expect(await logIn(rotated)).toBeUndefined();
  });

  test.each([
    ['disabled', () => registry.devices.setEnabled('logger-1', false)],
    ['given another secret', () => registry.devices.rotateSecret('logger-1')],
  ])('refuses a device that is %s while its secret is being checked', async (_, revoke) => {
    duringComputation = async () => {
      duringComputation = async () => undefined;
      await revoke();
    };
    expect(await logIn(secret)).toBeUndefined();
  });
});

describe('identify() by certificate', () => {
  test('knows an enabled device by its name alone: TLS has verified the certificate', async () => {
    expect(await registry.identify({ kind: 'certificate', device: 'logger-1' })).toEqual(identity);
    expect(computations).toBe(0);
  });

  test('refuses unknown and disabled devices', async () => {
    expect(await registry.identify({ kind: 'certificate', device: 'logger-2' })).toBeUndefined();
    await registry.devices.setEnabled('logger-1', false);
    expect(await registry.identify({ kind: 'certificate', device: 'logger-1' })).toBeUndefined();
  });
});
