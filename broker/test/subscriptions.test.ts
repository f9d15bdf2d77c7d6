import { execFile } from 'node:child_process';
import { duplexPair } from 'node:stream';
import { promisify } from 'node:util';
import { InvalidInputError } from '@banyu/contracts';
import type { AedesPublishPacket, Client } from 'aedes';
import { connectAsync } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { DeviceAccess } from '../src/access.ts';
import { DeviceConnection } from '../src/connection.ts';
import { DEFAULT_LIMITS } from '../src/index.ts';
import { QuietLog } from '../src/quiet-log.ts';
import { Counters } from '../src/statistics.ts';
import { subscriptionHooks } from '../src/subscriptions.ts';
import { TotalPending } from '../src/total-pending.ts';
import { eventually } from './support/eventually.ts';
import { publishPacket, RawClient } from './support/raw-client.ts';
import { PLANT, secretOf, startRig } from './support/rig.ts';

const command = (device: string): string => `banyu/v1/${PLANT}/${device}/command`;

function subscribePacket(id: number, ...filters: readonly string[]) {
  return {
    cmd: 'subscribe',
    messageId: id,
    subscriptions: filters.map((topic) => ({ topic, qos: 1 as const })),
  } as const;
}

describe('SUBSCRIBE', () => {
  test('is granted for the own command and refused, filter by filter, for all else', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1');
    const filters = [
      command('d1'),
      command('d2'),
      '#',
      '$SYS/#',
      `$share/g/${command('d1')}`,
      `banyu/v1/${PLANT}/+/command`,
    ];
    client.send(subscribePacket(1, ...filters));
    const [suback] = await client.receive('suback');
    expect(suback?.granted).toEqual([1, 128, 128, 128, 128, 128]);
    expect(rig.broker.statistics().refused['foreign-filter']).toBe(5);
  });

  test.each(['banyu/v1/a#', '+a/b', '#/b', 'a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u'])(
    'to "%s", which is no filter or too deep, closes the connection',
    async (filter) => {
      await using rig = await startRig();
      const client = await RawClient.logIn(rig.port, 'd1');
      client.send(subscribePacket(1, filter));
      await client.untilClosed();
    },
  );

  test('with a refused filter leaves nothing behind: not for now and not for the next connection', async () => {
    await using rig = await startRig();
    const spy = await RawClient.logIn(rig.port, 'spy', { clean: false });
    spy.send(subscribePacket(1, command('spy'), command('d1')));
    await spy.receive('suback');
    const device = await RawClient.logIn(rig.port, 'd1');
    device.send(subscribePacket(1, command('d1')));
    await device.receive('suback');
    spy.socket.destroy();
    await eventually(() => rig.presence.includes('spy offline'), 'the spy has gone');
    expect(await rig.broker.command(PLANT, 'd1', 'while away')).toBe(true);

    const again = await RawClient.logIn(rig.port, 'spy', { clean: false });
    expect(again.received).toEqual([expect.objectContaining({ cmd: 'connack', sessionPresent: false })]);
    expect(await rig.broker.command(PLANT, 'd1', 'while there')).toBe(true);
    await device.receive('publish', 2);
    again.send({ cmd: 'pingreq' });
    await again.receive('pingresp');
    expect(again.received.some(({ cmd }) => cmd === 'publish')).toBe(false);
  });
});

describe("Devices' messages", () => {
  test('on foreign topics are refused, counted and logged, and the connection is closed', async () => {
    await using rig = await startRig();
    const topics = [
      '$SYS/x/new/clients',
      '$share/g/t',
      `banyu/v1/${PLANT}/d2/telemetry`,
      command('d1'),
      'other',
      `banyu/v1/ipal-b/d1/telemetry`,
    ];
    for (const topic of topics) {
      const client = await RawClient.logIn(rig.port, 'd1');
      client.send(publishPacket('d1', 'm', { topic }));
      await client.untilClosed();
      expect(client.acknowledged).toEqual([]);
    }
    expect(rig.taken).toEqual([]);
    expect(rig.broker.statistics().refused['foreign-topic']).toBe(topics.length);
    expect(rig.log.filter(({ message }) => message === 'Publish on a foreign topic refused')).toHaveLength(5); // then quiet
  });

  test('cannot make the broker disconnect another device', async () => {
    await using rig = await startRig();
    const victim = await RawClient.logIn(rig.port, 'd2');
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(publishPacket('d1', 'd2', { topic: '$SYS/other/new/clients' }));
    await client.untilClosed();
    victim.send({ cmd: 'pingreq' });
    await victim.receive('pingresp');
  });
});

test('What a client may not hear is dropped on its way to it, should it ever have been subscribed', () => {
  const counters = new Counters();
  const log = new QuietLog({ info: () => {}, warn: () => {}, error: () => {} }, () => 0);
  const { authorizeForward } = subscriptionHooks(counters, log);
  const [, socket] = duplexPair();
  const total = new TotalPending({ messagesHigh: 1, messagesLow: 0, bytesHigh: 1, bytesLow: 0 });
  const house = { limits: DEFAULT_LIMITS, counters, total, monotonicNow: () => 0, onFault: () => {} };
  const origin = { transport: 'tcp', address: '', certificateName: undefined } as const;
  const conn = new DeviceConnection(socket, origin, house);
  const forward = (topic: string) =>
    authorizeForward({ conn } as unknown as Client, { topic } as unknown as AedesPublishPacket);
  expect(forward(command('d1'))).toBeNull();
  conn.access = new DeviceAccess({ plant: PLANT, device: 'd1' });
  expect(forward(command('d1'))).toEqual({ topic: command('d1') });
  for (const topic of [command('d2'), `banyu/v1/${PLANT}/d1/telemetry`, '$SYS/x/new/clients']) {
    expect(forward(topic)).toBeNull();
  }
  expect(counters.refused['foreign-delivery']).toBe(4);
});

describe('Broker.command()', () => {
  test('reaches the device that listens, QoS 1 and not retained', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(subscribePacket(1, command('d1')));
    await client.receive('suback');
    expect(await rig.broker.command(PLANT, 'd1', Buffer.from('calibrate'))).toBe(true);
    const [packet] = await client.receive('publish');
    expect(packet).toMatchObject({ topic: command('d1'), qos: 1, retain: false, dup: false });
    expect(String(packet?.payload)).toBe('calibrate');
    client.send({ cmd: 'puback', messageId: packet?.messageId ?? 0 });
    expect(rig.broker.statistics().commands).toEqual({ sent: 1, undeliverable: 0 });
  });

  test('tells of the acknowledgement of each command, and of none when the device wants no QoS', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(subscribePacket(1, command('d1')));
    await client.receive('suback');
    const acknowledged: string[] = [];
    for (const text of ['a', 'b']) {
      expect(await rig.broker.command(PLANT, 'd1', text, () => acknowledged.push(text))).toBe(true);
    }
    const packets = await client.receive('publish', 2);
    client.send({ cmd: 'puback', messageId: packets[0]?.messageId ?? 0 });
    await eventually(() => acknowledged.length === 1, 'the first is acknowledged');
    client.send({ cmd: 'puback', messageId: packets[1]?.messageId ?? 0 });
    await eventually(() => acknowledged.length === 2, 'the second is acknowledged');
    expect(acknowledged).toEqual(['a', 'b']);

    client.send({ ...subscribePacket(2), subscriptions: [{ topic: command('d1'), qos: 0 }] });
    await client.receive('suback', 2);
    expect(await rig.broker.command(PLANT, 'd1', 'c', () => acknowledged.push('c'))).toBe(true);
    const [, , last] = await client.receive('publish', 3);
    expect(last).toMatchObject({ qos: 0 });
    expect(acknowledged).toEqual(['a', 'b']);
  });

  test('gives a device no more while too many of its commands are unacknowledged', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(subscribePacket(1, command('d1')));
    await client.receive('suback');
    for (let i = 0; i < 64; i += 1) expect(await rig.broker.command(PLANT, 'd1', 'x')).toBe(true);
    expect(await rig.broker.command(PLANT, 'd1', 'x')).toBe(false);
    expect(rig.broker.statistics().sent.dropped).toBe(1);
  });

  test('can be called when a device begins to listen, of which the house is told each time', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(subscribePacket(1, command('d2'), command('d1')), subscribePacket(2, command('d1')));
    await client.receive('suback', 2);
    expect(rig.listening).toEqual(['d1', 'd1']);
    client.send(subscribePacket(3, command('d2')));
    await client.receive('suback', 3);
    expect(rig.listening).toEqual(['d1', 'd1']);
  });

  test('says so when the device is away, does not listen, or belongs to another plant', async () => {
    await using rig = await startRig();
    expect(await rig.broker.command(PLANT, 'd1', 'x')).toBe(false);
    const client = await RawClient.logIn(rig.port, 'd1');
    expect(await rig.broker.command(PLANT, 'd1', 'x')).toBe(false);
    client.send(subscribePacket(1, command('d1')));
    await client.receive('suback');
    expect(await rig.broker.command('ipal-other', 'd1', 'x')).toBe(false);
    client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [command('d1')] });
    await client.receive('unsuback');
    expect(await rig.broker.command(PLANT, 'd1', 'x')).toBe(false);
    expect(rig.broker.statistics().commands).toEqual({ sent: 0, undeliverable: 4 });
  });

  test('refuses what is no address or too long', async () => {
    await using rig = await startRig({ limits: { commandBytes: 10 } });
    await expect(rig.broker.command(PLANT, '#', 'x')).rejects.toThrow(InvalidInputError);
    await expect(rig.broker.command(PLANT, 'd1', 'x'.repeat(11))).rejects.toThrow(/11 bytes, at most 10/);
  });

  test('reaches a real client, which answers on command/reply', async () => {
    await using rig = await startRig();
    const client = await connectAsync(`mqtt://127.0.0.1:${rig.port}`, {
      clientId: 'd1',
      username: 'd1',
      password: secretOf('d1'),
    });
    client.on('message', (_topic, payload) => {
      client.publish(`${command('d1')}/reply`, `done: ${payload}`, { qos: 1 });
    });
    await client.subscribeAsync(command('d1'), { qos: 1 });
    expect(await rig.broker.command(PLANT, 'd1', 'clean')).toBe(true);
    await eventually(() => rig.taken.length === 1, 'the reply is handed over');
    expect(rig.taken[0]).toMatchObject({ channel: 'command/reply', text: 'done: clean' });
    await client.endAsync();
  });

  test('reaches mosquitto_sub', async () => {
    await using rig = await startRig();
    const arguments_ = [
      '-p',
      String(rig.port),
      '-i',
      'd1',
      '-u',
      'd1',
      '-P',
      secretOf('d1'),
      '-q',
      '1',
      '-C',
      '1',
      '-W',
      '8',
    ];
    const heard = promisify(execFile)('mosquitto_sub', [...arguments_, '-t', command('d1')]);
    let sent = false;
    for (let i = 0; i < 500 && !sent; i += 1) {
      sent = await rig.broker.command(PLANT, 'd1', 'hello');
      if (!sent) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect((await heard).stdout).toBe('hello\n');
  });
});
