import { setTimeout as delay } from 'node:timers/promises';
import type { IConnectPacket } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import type { LoginRefusal } from '../src/index.ts';
import { eventually } from './support/eventually.ts';
import { connectPacket, publishPacket, RawClient } from './support/raw-client.ts';
import { PLANT, type Rig, secretOf, startRig } from './support/rig.ts';

async function attempt(rig: Rig, device: string, connect: Partial<IConnectPacket> = {}) {
  const client = await RawClient.open(rig.port);
  client.send(connectPacket(device, connect));
  const code = await client.returnCode();
  if (code !== 0) await client.untilClosed();
  return code;
}

const WILL = {
  topic: `banyu/v1/${PLANT}/d1/status`,
  payload: Buffer.from('x'),
  qos: 1,
  retain: true,
} as const;
const wrong = { password: Buffer.from('wrong') };
const anonymous = { username: undefined, password: undefined } as unknown as Partial<IConnectPacket>;
const noPassword = { password: undefined } as unknown as Partial<IConnectPacket>;

describe('A log-in', () => {
  test.each<[string, string, Partial<IConnectPacket>, number, LoginRefusal]>([
    ['with a wrong secret', 'd1', wrong, 4, 'credential'],
    ['of an unknown device', 'unknown1', {}, 4, 'credential'],
    ['without a password', 'd1', noPassword, 4, 'credential'],
    ['with an empty password', 'd1', { password: Buffer.alloc(0) }, 4, 'credential'],
    [
      "with another device's user name",
      'd1',
      { username: 'd2', password: Buffer.from(secretOf('d2')) },
      4,
      'credential',
    ],
    ['without user name and password', 'd1', anonymous, 5, 'anonymous'],
    ['without client id', '', {}, 2, 'client-id'],
    ['without client id, wanting a session', '', { clean: false }, 2, 'client-id'],
    ['with a client id that is no device id', 'Device 1', {}, 2, 'client-id'],
    ['with the client id __proto__', '__proto__', {}, 2, 'client-id'],
    ['with a client id longer than an id', 'd'.repeat(49), {}, 2, 'client-id'],
    [
      "with a will on another device's status",
      'd1',
      { will: { ...WILL, topic: `banyu/v1/${PLANT}/d2/status` } },
      5,
      'will',
    ],
    [
      'with a will in another plant',
      'd1',
      { will: { ...WILL, topic: 'banyu/v1/ipal-other/d1/status' } },
      5,
      'will',
    ],
    [
      'with a will on its telemetry',
      'd1',
      { will: { ...WILL, topic: `banyu/v1/${PLANT}/d1/telemetry` } },
      5,
      'will',
    ],
    ['with a will on a wildcard', 'd1', { will: { ...WILL, topic: 'banyu/v1/+/d1/status' } }, 5, 'will'],
    ['with a will under $SYS', 'd1', { will: { ...WILL, topic: '$SYS/x/new/clients' } }, 5, 'will'],
    ['with an empty will', 'd1', { will: { ...WILL, payload: Buffer.alloc(0) } }, 5, 'will'],
    ['with a long will', 'd1', { will: { ...WILL, payload: Buffer.alloc(1_025) } }, 5, 'will'],
  ])('%s is refused, counted and logged', async (_name, device, connect, code, refusal) => {
    await using rig = await startRig();
    if (device === '' && connect.clean === false) {
      // mqtt-packet would not build it
      const client = await RawClient.open(rig.port);
      client.send(Buffer.from([0x10, 12, 0, 4, ...Buffer.from('MQTT'), 4, 0, 0, 60, 0, 0]));
      expect(await client.returnCode()).toBe(code);
    } else {
      expect(await attempt(rig, device, connect)).toBe(code);
    }
    const { logins, connections } = rig.broker.statistics();
    expect([logins.refused[refusal], logins.accepted, connections.online]).toEqual([1, 0, 0]);
    expect(rig.log).toEqual([expect.objectContaining({ level: 'warn', message: 'Log-in refused' })]);
  });

  test('that succeeds is answered, and told to the house', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1', { will: WILL });
    expect(await client.returnCode()).toBe(0);
    expect(rig.presence).toEqual(['d1 online']);
    client.send({ cmd: 'disconnect' });
    await eventually(() => rig.presence.length === 2, 'told that it left');
    expect(rig.presence).toEqual(['d1 online', 'd1 offline']);
  });

  test('in MQTT 3.1 may have an id as long as any', async () => {
    await using rig = await startRig();
    const old = { protocolId: 'MQIsdp', protocolVersion: 3 } as const;
    expect(await attempt(rig, 'd'.repeat(48), old)).toBe(0);
  });

  test('in MQTT 5 is told that this version is not spoken', async () => {
    await using rig = await startRig();
    const client = await RawClient.open(rig.port);
    client.send(connectPacket('d1', { protocolVersion: 5 }));
    expect(await client.returnCode()).toBe(1);
    await client.untilClosed();
  });

  test('never shows a secret in the log', async () => {
    await using rig = await startRig();
    await attempt(rig, 'd1', { password: Buffer.from('hunter2-hunter2') });
    rig.identify = () => Promise.reject(new Error('database gone'));
    await attempt(rig, 'd1', { password: Buffer.from('hunter2-hunter2') });
    expect(rig.log.length).toBeGreaterThan(1);
    expect(JSON.stringify(rig.log)).not.toContain('hunter2');
  });

  test('may be followed by many messages without waiting for CONNACK, and none is lost', async () => {
    await using rig = await startRig();
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const { identify } = rig;
    rig.identify = async (credential) => {
      asked.resolve();
      await gate.promise;
      return identify(credential);
    };
    const client = await RawClient.open(rig.port);
    client.send(
      connectPacket('d1'),
      ...Array.from({ length: 1_000 }, (_, i) => publishPacket('d1', 'm', { id: i + 1 })),
    );
    await asked.promise;
    await eventually(() => rig.broker.statistics().connections.paused === 1, 'the rest is held back');
    expect(rig.taken).toEqual([]);
    gate.resolve();
    await client.receive('puback', 1_000);
  });

  test('while nothing could be kept is answered with "unavailable", without checking the secret', async () => {
    await using rig = await startRig();
    rig.accepting = false;
    rig.identify = () => Promise.reject(new Error('must not be asked'));
    expect(await attempt(rig, 'd1')).toBe(3);
    expect(rig.broker.statistics().logins.refused['not-accepting']).toBe(1);
  });

  test('whose check fails, hangs or must wait behind too many others is answered with "unavailable"', async () => {
    await using rig = await startRig({
      limits: { loginTimeoutMs: 300, concurrentLogins: 1, waitingLogins: 1 },
    });
    rig.identify = () => Promise.reject(new Error('database gone'));
    expect(await attempt(rig, 'd1')).toBe(3);
    rig.identify = () => new Promise(() => {});
    const devices = ['d1', 'd2', 'd3'];
    const clients = await Promise.all(devices.map(() => RawClient.open(rig.port)));
    for (const [i, client] of clients.entries()) client.send(connectPacket(devices[i] ?? ''));
    expect(await Promise.all(clients.map((client) => client.returnCode()))).toEqual([3, 3, 3]);
    expect(rig.broker.statistics().logins.refused).toMatchObject({
      'identify-failed': 1,
      timeout: 2,
      busy: 1,
    });
    rig.identify = async ({ device }) => ({ plant: PLANT, device });
    expect(await attempt(rig, 'd1')).toBe(0); // the place of the check that hangs was given back
  });

  test('whose client has gone is not checked any more', async () => {
    await using rig = await startRig({ limits: { concurrentLogins: 1 } });
    const checked: string[] = [];
    const gate = Promise.withResolvers<void>();
    rig.identify = async ({ device }) => {
      checked.push(device);
      await gate.promise;
      return { plant: PLANT, device };
    };
    const first = await RawClient.open(rig.port);
    first.send(connectPacket('d1'));
    await eventually(() => checked.length === 1, 'the first is being checked');
    const second = await RawClient.open(rig.port);
    second.send(connectPacket('d2'));
    await eventually(() => rig.broker.statistics().logins.waiting === 1, 'the second waits');
    second.socket.destroy();
    await eventually(() => rig.broker.statistics().connections.open === 1, 'the second has gone');
    gate.resolve();
    expect(await first.returnCode()).toBe(0);
    expect(checked).toEqual(['d1']);
  });
});

describe('Too many failed log-ins', () => {
  test('of a device lock it for a while, right secret or not, but not its neighbours', async () => {
    await using rig = await startRig({ limits: { failuresPerDevice: 3, lockMs: 1_000 } });
    for (let i = 0; i < 3; i += 1) expect(await attempt(rig, 'd1', wrong)).toBe(4);
    expect(await attempt(rig, 'd1')).toBe(4);
    expect(await attempt(rig, 'd2')).toBe(0);
    expect(rig.broker.statistics().logins.refused).toMatchObject({ credential: 3, 'locked-out': 1 });
    let code: number | undefined = 4;
    for (let tries = 0; tries < 100 && code === 4; tries += 1) {
      await delay(50);
      code = await attempt(rig, 'd1');
    }
    expect(code).toBe(0);
  });

  test('from an address lock all of it, without further checks', async () => {
    await using rig = await startRig({ limits: { failuresPerAddress: 4 } });
    for (const device of ['d1', 'd2', 'd3', 'd4']) expect(await attempt(rig, device, wrong)).toBe(4);
    rig.identify = () => Promise.reject(new Error('must not be asked'));
    expect(await attempt(rig, 'd5')).toBe(4);
    expect(rig.broker.statistics().logins.refused['locked-out']).toBe(1);
  });
});

test('Many attempts at once get no more checks than attempts one by one', async () => {
  await using rig = await startRig({ limits: { failuresPerDevice: 3, concurrentLogins: 2 } });
  let checks = 0;
  rig.identify = async () => {
    checks += 1;
    await delay(5);
    return undefined;
  };
  const codes = await Promise.all(Array.from({ length: 30 }, () => attempt(rig, 'd1', wrong)));
  expect(new Set(codes)).toEqual(new Set([4]));
  expect(checks).toBeLessThanOrEqual(4);
});

describe('Keepalive', () => {
  test('0 is replaced, so that a client does not idle for ever', async () => {
    await using rig = await startRig({ limits: { keepaliveSeconds: 0.1 } });
    const client = await RawClient.logIn(rig.port, 'd1', { keepalive: 0 });
    await client.untilClosed();
  });
});
