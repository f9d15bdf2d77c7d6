import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { ConfigurationError } from '@banyu/contracts';
import { connectAsync } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../src/index.ts';
import { eventually } from './support/eventually.ts';
import { connectPacket, publishPacket, RawClient } from './support/raw-client.ts';
import { PLANT, secretOf, startRig } from './support/rig.ts';

const WILL = {
  topic: `banyu/v1/${PLANT}/d1/status`,
  payload: Buffer.from('offline'),
  qos: 1,
  retain: true,
} as const;

describe('startBroker()', () => {
  test('refuses plaintext beyond loopback unless it is asked for in words', async () => {
    const listeners = { tcp: { host: '0.0.0.0', port: 0 } };
    await expect(startRig({ listeners })).rejects.toThrow(ConfigurationError);
    await using rig = await startRig({ listeners, insecurePlaintext: true });
    expect(rig.broker.addresses.tcp).toEqual({ host: '0.0.0.0', port: expect.any(Number) });
  });

  test('rejects when a port is taken, and leaves nothing open', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const address = squatter.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const listeners = { tcp: { host: '127.0.0.1', port: 0 }, websocket: { host: '127.0.0.1', port } };
    await expect(startRig({ listeners })).rejects.toThrow(/EADDRINUSE/);
    squatter.close();
  });

  test('serves several listeners at once', async () => {
    const local = { host: '127.0.0.1', port: 0 };
    await using rig = await startRig({ listeners: { tcp: local, websocket: { ...local, path: '/' } } });
    expect(Object.keys(rig.broker.addresses)).toEqual(['tcp', 'websocket']);
    const device = await connectAsync(`ws://127.0.0.1:${rig.broker.addresses.websocket?.port}/`, {
      clientId: 'd1',
      username: 'd1',
      password: secretOf('d1'),
    });
    await device.endAsync();
  });
});

describe('Connections', () => {
  test('are bounded in number, counted at accept', async () => {
    await using rig = await startRig({ limits: { connections: 2 } });
    const [first, second] = [await RawClient.open(rig.port), await RawClient.open(rig.port)];
    const third = await RawClient.open(rig.port);
    await third.untilClosed();
    expect(rig.broker.statistics().refused.connections).toBe(1);
    first.socket.destroy();
    await eventually(() => rig.broker.statistics().connections.open === 1, 'one has gone');
    await RawClient.logIn(rig.port, 'd1');
    second.socket.destroy();
  });

  test('are bounded for each address', async () => {
    await using rig = await startRig({ limits: { connectionsPerAddress: 1 } });
    const first = await RawClient.logIn(rig.port, 'd1');
    const second = await RawClient.open(rig.port);
    await second.untilClosed();
    expect(rig.broker.statistics().refused['connections-per-address']).toBe(1);
    first.socket.destroy();
    await eventually(() => rig.broker.statistics().connections.open === 0, 'it has gone');
    await RawClient.logIn(rig.port, 'd1');
  });

  test('of one device: the newer takes over, however often', async () => {
    await using rig = await startRig();
    const clients = await Promise.all(Array.from({ length: 10 }, () => RawClient.open(rig.port)));
    for (const client of clients) client.send(connectPacket('d1'));
    await eventually(() => clients.filter(({ closed }) => closed).length === 9, 'all but one are closed');
    const left = clients.find(({ closed }) => !closed);
    left?.send(publishPacket('d1', 'm'));
    await left?.receive('puback');
    expect(rig.broker.statistics().connections.online).toBe(1);
  });
});

describe('mosquitto_pub', () => {
  const publish = (port: number, ...options: string[]) =>
    promisify(execFile)('mosquitto_pub', ['-p', String(port), '-i', 'd1', '-u', 'd1', ...options]);
  const topic = `banyu/v1/${PLANT}/d1/telemetry`;

  test.each(['0', '1', '2'])('delivers with QoS %s', async (qos) => {
    await using rig = await startRig();
    await publish(rig.port, '-P', secretOf('d1'), '-q', qos, '-t', topic, '-m', 'm1');
    await eventually(() => rig.taken.length === 1, 'handed over');
    expect(rig.taken[0]).toMatchObject({ device: 'd1', channel: 'telemetry', text: 'm1' });
  });

  test('delivers many lines, all of them, in order', async () => {
    await using rig = await startRig({ limits: { pendingMessagesHigh: 20, pendingMessagesLow: 10 } });
    const published = publish(rig.port, '-P', secretOf('d1'), '-q', '1', '-t', topic, '-l');
    const lines = Array.from({ length: 500 }, (_, i) => `line ${i}`);
    published.child.stdin?.end(`${lines.join('\n')}\n`);
    await published;
    expect(rig.taken.map(({ text }) => text)).toEqual(lines);
  });

  test('is told when its password is wrong', async () => {
    await using rig = await startRig();
    const refused = publish(rig.port, '-P', 'wrong', '-q', '1', '-t', topic, '-m', 'm1');
    await expect(refused).rejects.toThrow(/bad user name or password/i);
  });
});

describe('Broker.statistics()', () => {
  test('counts what came and what became of it', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(publishPacket('d1', 'm', { id: 1 }), publishPacket('d1', 'm', { id: 2 }));
    await client.receive('puback', 2);
    const statistics = rig.broker.statistics();
    expect(statistics).toMatchObject({
      connections: { accepted: 1, open: 1, online: 1, paused: 0 },
      logins: { accepted: 1, waiting: 0 },
      received: { packets: 3 },
      deliveries: { handedOver: 2, acknowledged: 2, failed: 0, pendingMessages: 0 },
    });
    expect(statistics.received.bytes).toBeGreaterThan(100);
    expect(statistics.sent).toEqual({ packets: 3, bytes: 12, publishes: 0, dropped: 0 });
    expect(JSON.parse(JSON.stringify(statistics))).toEqual(statistics);
  });
});

describe('Broker.close()', () => {
  test('acknowledges what ingest has in hand, takes no more, and resolves when all is closed', async () => {
    const rig = await startRig();
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(publishPacket('d1', 'm', { id: 5 }));
    await eventually(() => rig.taken.length === 1, 'handed over');
    let closed = false;
    const closing = rig.broker.close().then(() => {
      closed = true;
    });
    client.send(publishPacket('d1', 'm', { id: 6 }));
    await expect(RawClient.open(rig.port)).rejects.toThrow(/ECONNREFUSED/);
    expect(closed).toBe(false);
    rig.taken[0]?.done();
    await closing;
    await client.untilClosed();
    expect(client.acknowledged).toEqual([5]);
    expect(rig.taken).toHaveLength(1);
    await rig.broker.close(); // again: nothing happens
  });

  test('hands the wills of the connections it closes over', async () => {
    const rig = await startRig();
    await RawClient.logIn(rig.port, 'd1', { will: WILL });
    await rig.broker.close();
    expect(rig.taken.map(({ text }) => text)).toEqual(['offline']);
    expect(rig.presence).toEqual(['d1 online', 'd1 offline']);
  });

  test('does not wait for ever for ingest, nor for clients that do not log in or do not leave', async () => {
    const rig = await startRig({ limits: { closeTimeoutMs: 50, lingerMs: 50 } });
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1', { will: WILL });
    client.send(publishPacket('d1', 'm'));
    client.socket.pause();
    await RawClient.open(rig.port);
    await eventually(() => rig.taken.length === 1, 'handed over');
    await rig.broker.close();
    expect(client.acknowledged).toEqual([]);
  });
});

test('DEFAULT_LIMITS keep their low marks below their high marks, and a whole packet below the marks', () => {
  const limits = DEFAULT_LIMITS;
  expect(limits.pendingMessagesLow).toBeLessThan(limits.pendingMessagesHigh);
  expect(limits.pendingBytesLow).toBeLessThan(limits.pendingBytesHigh);
  expect(limits.totalMessagesLow).toBeLessThan(limits.totalMessagesHigh);
  expect(limits.totalBytesLow).toBeLessThan(limits.totalBytesHigh);
  expect(limits.publishBytes).toBeLessThan(limits.pendingBytesLow);
  expect(limits.drainTimeoutMs).toBeLessThanOrEqual(5_000);
});
