import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { IConnectPacket } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { ObserverAccess } from '../src/access.ts';
import type { LoginRefusal } from '../src/index.ts';
import { type ObserverLink, Observers } from '../src/observers.ts';
import { Counters } from '../src/statistics.ts';
import { eventually } from './support/eventually.ts';
import { connectPacket, publishPacket, RawClient } from './support/raw-client.ts';
import { PLANT, secretOf, startRig } from './support/rig.ts';

const asObserver = (name: string): Partial<IConnectPacket> => ({
  username: `observer:${name}`,
  password: Buffer.from(secretOf(name)),
});

function subscribePacket(id: number, ...filters: readonly string[]) {
  return {
    cmd: 'subscribe',
    messageId: id,
    subscriptions: filters.map((topic) => ({ topic, qos: 1 as const })),
  } as const;
}

/** Logs in as an observer and subscribes to one filter. */
async function watch(port: number, filter: string, clientId = 'screen'): Promise<RawClient> {
  const client = await RawClient.logIn(port, clientId, asObserver('grafana'));
  client.send(subscribePacket(1, filter));
  await client.receive('suback');
  return client;
}

/** The newest value that a client was told of each topic. */
function told(client: RawClient): Map<string, string> {
  const publishes = client.received.filter((packet) => packet.cmd === 'publish');
  return new Map(publishes.map(({ topic, payload }) => [topic, String(payload)]));
}

describe('An observer', () => {
  test('is told the figures at once, retained, and then as they change', async () => {
    await using rig = await startRig({ systemEveryMs: 20, version: '9.9' });
    const client = await watch(rig.port, '$SYS/#');
    const [first] = await client.receive('publish');
    expect(first).toMatchObject({ topic: '$SYS/broker/version', retain: true, qos: 0 });
    expect(told(client).get('$SYS/broker/version')).toBe('banyu version 9.9');
    const device = await RawClient.logIn(rig.port, 'd1');
    device.send(publishPacket('d1', 'm', { id: 1 }), publishPacket('d1', 'm', { id: 2 }));
    await device.receive('puback', 2);
    await eventually(
      () => told(client).get('$SYS/broker/banyu/deliveries/acknowledged') === '2',
      'told of two acknowledgements',
    );
    expect(client.received.at(-1)).toMatchObject({ cmd: 'publish', retain: false });
    expect(Object.fromEntries(told(client))).toMatchObject({
      '$SYS/broker/uptime': expect.stringMatching(/^\d+ seconds$/),
      '$SYS/broker/clients/connected': '2',
      '$SYS/broker/clients/total': '2',
      '$SYS/broker/clients/maximum': '2',
      '$SYS/broker/publish/messages/received': '2',
      '$SYS/broker/publish/messages/dropped': '0',
      '$SYS/broker/subscriptions/count': '1',
      '$SYS/broker/banyu/devices/online': '1',
      '$SYS/broker/banyu/logins/refused/credential': '0',
      '$SYS/broker/banyu/journal/messages': '7',
    });
    expect(Number(told(client).get('$SYS/broker/retained messages/count'))).toBe(told(client).size);
  });

  test('hears what its filters match and nothing else, and no more after UNSUBSCRIBE', async () => {
    await using rig = await startRig({ systemEveryMs: 20 });
    const client = await watch(rig.port, '$SYS/broker/+/connected');
    await client.receive('publish', 3);
    expect([...told(client).keys()]).toEqual(['$SYS/broker/clients/connected']);
    client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['$SYS/broker/+/connected'] });
    await client.receive('unsuback');
    const heard = client.received.length;
    const other = await watch(rig.port, '$SYS/broker/uptime', 'other');
    await other.receive('publish', 3);
    expect(client.received).toHaveLength(heard);
  });

  test('may subscribe to nothing but $SYS, and a refused filter in a mixed SUBSCRIBE leaves nothing behind', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'screen', { ...asObserver('grafana'), clean: false });
    const telemetry = `banyu/v1/${PLANT}/d1/telemetry`;
    const filters = ['$SYS/broker/uptime', '#', '+/#', telemetry, '$share/g/$SYS/#', '$SYS', 'banyu/#'];
    client.send(subscribePacket(1, ...filters));
    const [suback] = await client.receive('suback');
    expect(suback?.granted).toEqual([1, 128, 128, 128, 128, 128, 128]);
    client.send(subscribePacket(2, `banyu/v1/${PLANT}/d1/command`));
    await client.receive('suback', 2);
    const device = await RawClient.logIn(rig.port, 'd1');
    device.send(subscribePacket(1, `banyu/v1/${PLANT}/d1/command`));
    device.send(
      publishPacket('d1', 'online', { channel: 'status', retain: true }),
      publishPacket('d1', 'm', { id: 2 }),
    );
    await device.receive('puback', 2);
    expect(await rig.broker.command(PLANT, 'd1', 'x')).toBe(true);
    await device.receive('publish');
    client.send({ cmd: 'pingreq' });
    await client.receive('pingresp');
    expect([...told(client).keys()]).toEqual(['$SYS/broker/uptime']);

    client.socket.destroy();
    await eventually(() => rig.broker.statistics().connections.observers === 0, 'it has gone');
    const again = await RawClient.logIn(rig.port, 'screen', { ...asObserver('grafana'), clean: false });
    expect(again.received).toEqual([expect.objectContaining({ cmd: 'connack', sessionPresent: false })]);
  });

  test('may publish nothing: not under $SYS, not as a device, not by a will', async () => {
    await using rig = await startRig();
    for (const topic of ['$SYS/broker/version', `banyu/v1/${PLANT}/screen/telemetry`, 'x']) {
      const client = await RawClient.logIn(rig.port, 'screen', asObserver('grafana'));
      client.send(publishPacket('screen', 'm', { topic }));
      await client.untilClosed();
      expect(client.acknowledged).toEqual([]);
    }
    const will = {
      topic: 'banyu/v1/ipal-test/screen/status',
      payload: Buffer.from('x'),
      qos: 0,
      retain: false,
    } as const;
    const client = await RawClient.open(rig.port);
    client.send(connectPacket('screen', { ...asObserver('grafana'), will }));
    expect(await client.returnCode()).toBe(5);
    expect(rig.taken).toEqual([]);
  });

  test('with the client id of a device does not take its connection over', async () => {
    await using rig = await startRig();
    const device = await RawClient.logIn(rig.port, 'd1');
    await watch(rig.port, '$SYS/#', 'd1');
    device.send({ cmd: 'pingreq' });
    await device.receive('pingresp');
    expect(rig.broker.statistics().connections).toMatchObject({ online: 1, observers: 1, takenOver: 0 });
  });

  test.each<[string, string, Partial<IConnectPacket>, number, LoginRefusal]>([
    [
      'with a wrong secret',
      'x',
      { ...asObserver('grafana'), password: Buffer.from('wrong') },
      4,
      'credential',
    ],
    [
      'without a secret',
      'x',
      { username: 'observer:grafana', password: undefined as never },
      4,
      'credential',
    ],
    ['with a name that is none', 'x', asObserver('Not A Name'), 4, 'credential'],
    ['with an endless client id', 'x'.repeat(129), asObserver('grafana'), 2, 'client-id'],
  ])('%s is refused and counted', async (_name, clientId, connect, code, refusal) => {
    await using rig = await startRig();
    const client = await RawClient.open(rig.port);
    client.send(connectPacket(clientId, connect));
    expect(await client.returnCode()).toBe(code);
    expect(rig.broker.statistics().logins.refused[refusal]).toBe(1);
  });

  test('is locked out after too many wrong secrets, without locking out a device', async () => {
    await using rig = await startRig({ limits: { failuresPerDevice: 2 } });
    for (let i = 0; i < 2; i += 1) {
      const client = await RawClient.open(rig.port);
      client.send(connectPacket('d1', { ...asObserver('d1'), password: Buffer.from('wrong') }));
      expect(await client.returnCode()).toBe(4);
    }
    const client = await RawClient.open(rig.port);
    client.send(connectPacket('d1', asObserver('d1')));
    expect(await client.returnCode()).toBe(4);
    expect(rig.broker.statistics().logins.refused['locked-out']).toBe(1);
    await RawClient.logIn(rig.port, 'd1');
    expect(rig.broker.statistics().connections.online).toBe(1);
  });

  test('is let in while nothing can be kept, for that is when somebody wants to look', async () => {
    await using rig = await startRig();
    rig.accepting = false;
    const client = await watch(rig.port, '$SYS/broker/uptime');
    await client.receive('publish');
  });

  test('is one of a bounded number', async () => {
    await using rig = await startRig({ limits: { observers: 1 } });
    await watch(rig.port, '$SYS/#');
    const second = await RawClient.open(rig.port);
    second.send(connectPacket('other', asObserver('grafana')));
    expect(await second.returnCode()).toBe(3);
  });

  test('has a bounded number of filters', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'screen', asObserver('grafana'));
    for (let i = 0; i < 5; i += 1) {
      client.send(subscribePacket(i + 1, ...Array.from({ length: 8 }, (_, k) => `$SYS/broker/f${i}${k}`)));
    }
    const subacks = await client.receive('suback', 5);
    const granted = subacks.flatMap((suback) => suback.granted);
    expect(granted.filter((code) => code === 1)).toHaveLength(32);
    expect(granted.filter((code) => code === 128)).toHaveLength(8);
  });
});

test('There is no observer where nobody can tell who is one', async () => {
  await using rig = await startRig();
  rig.identifyObserver = async () => false;
  const client = await RawClient.open(rig.port);
  client.send(connectPacket('screen', asObserver('grafana')));
  expect(await client.returnCode()).toBe(4);
});

test('mosquitto_sub of an observer prints the figures of every kind; a device with it gets nothing', async () => {
  await using rig = await startRig({ systemEveryMs: 50 });
  const sub = (...options: readonly string[]) =>
    promisify(execFile)('mosquitto_sub', [
      '-p',
      String(rig.port),
      '-t',
      '$SYS/#',
      '-v',
      '-W',
      '8',
      ...options,
    ]);
  const { stdout } = await sub('-u', 'observer:grafana', '-P', secretOf('grafana'), '-C', '150');
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(150);
  expect(lines).toContain('$SYS/broker/clients/connected 1');
  expect(lines).toContain('$SYS/broker/banyu/refused/foreign-topic 0');
  expect(lines.every((line) => line.startsWith('$SYS/broker/'))).toBe(true);

  const refused = await sub('-i', 'd1', '-u', 'd1', '-P', secretOf('d1'), '-C', '1');
  expect(refused).toEqual({ stdout: '', stderr: 'All subscription requests were denied.\n' });
});

describe('Observers', () => {
  const MESSAGES = ['a', 'b', 'c'].map((name) => ({ topic: `$SYS/broker/${name}`, payload: '1' }));

  function rig(room: number) {
    const counters = new Counters();
    let asked = 0;
    const observers = new Observers(() => {
      asked += 1;
      return MESSAGES;
    }, counters);
    const access = new ObserverAccess();
    const sent: string[] = [];
    const link: ObserverLink = {
      access,
      full: () => sent.length >= room,
      publish: ({ topic }) => sent.push(topic),
    };
    observers.add(link);
    return { counters, observers, access, sent, link, asked: () => asked };
  }

  test('drops and counts what an observer does not read, and holds nothing for it', () => {
    const { counters, observers, access, sent } = rig(4);
    access.filters.add('$SYS/#');
    observers.tellAll();
    observers.tellAll();
    observers.tellAll();
    expect(sent).toHaveLength(4);
    expect(counters.publishesDropped).toBe(5);
  });

  test('does no work while nobody listens', () => {
    const { observers, access, sent, asked } = rig(10);
    observers.tellAll();
    expect(asked()).toBe(0);
    access.filters.add('$SYS/broker/b');
    observers.tellAll();
    expect(sent).toEqual(['$SYS/broker/b']);
  });

  test('tells a message once though several filters match it', () => {
    const { observers, access, sent } = rig(10);
    for (const filter of ['$SYS/#', '$SYS/broker/+', '$SYS/broker/a']) access.filters.add(filter);
    observers.tellAll();
    expect(sent).toHaveLength(3);
  });
});
