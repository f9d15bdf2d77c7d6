import { once } from 'node:events';
import { request } from 'node:http';
import { connectAsync } from 'mqtt';
import { generate } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';
import { createAuthority } from './support/certificates.ts';
import { eventually } from './support/eventually.ts';
import { connectPacket, publishPacket, RawClient } from './support/raw-client.ts';
import { PLANT, type Rig, secretOf, startRig } from './support/rig.ts';

const LISTENER = { host: '127.0.0.1', port: 0, origins: ['https://plant.example'] };

function start(): Promise<Rig> {
  return startRig({
    listeners: { websocket: LISTENER },
    limits: { connectTimeoutMs: 800, publishBytes: 10_000 },
  });
}

const portOf = (rig: Rig): number => rig.broker.addresses.websocket?.port ?? 0;

function open(rig: Rig, { path = '/mqtt', protocol = 'mqtt', headers = {} } = {}): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${portOf(rig)}${path}`, protocol, { headers });
}

async function client(
  rig: Rig,
  headers: Record<string, string> = {},
): Promise<{ socket: WebSocket; raw: RawClient }> {
  const socket = open(rig, { headers });
  const raw = new RawClient(createWebSocketStream(socket));
  await once(socket, 'open');
  return { socket, raw };
}

/** The HTTP status with which an upgrade is refused. */
async function refusal(rig: Rig, options: Parameters<typeof open>[1]): Promise<string> {
  const [error]: unknown[] = await once(open(rig, options), 'error');
  return error instanceof Error ? error.message : '';
}

describe('Over WebSocket', () => {
  test('a real client publishes and is acknowledged', async () => {
    await using rig = await start();
    const device = await connectAsync(`ws://127.0.0.1:${portOf(rig)}/mqtt`, {
      clientId: 'd1',
      username: 'd1',
      password: secretOf('d1'),
    });
    await device.publishAsync(`banyu/v1/${PLANT}/d1/telemetry`, 'm', { qos: 1 });
    await device.endAsync();
    expect(rig.taken).toHaveLength(1);
  });

  test('over TLS too', async () => {
    await using authority = await createAuthority();
    const tls = await authority.issue('broker');
    await using rig = await startRig({ listeners: { websocket: { ...LISTENER, tls } } });
    const device = await connectAsync(`wss://127.0.0.1:${portOf(rig)}/mqtt`, {
      ca: authority.certificate,
      clientId: 'd1',
      username: 'd1',
      password: secretOf('d1'),
    });
    await device.endAsync();
    expect(rig.presence).toContain('d1 online');
  });

  test('the subprotocol is mqtt, and packets may be cut anywhere or share a frame', async () => {
    await using rig = await start();
    const { socket, raw } = await client(rig);
    expect(socket.protocol).toBe('mqtt');
    const bytes = Buffer.concat([
      generate(connectPacket('d1')),
      ...[1, 2, 3].map((id) => generate(publishPacket('d1', 'm', { id }))),
    ]);
    for (let at = 0; at < bytes.length; at += 7) socket.send(bytes.subarray(at, at + 7));
    await raw.receive('puback', 3);
    expect(raw.acknowledged).toEqual([1, 2, 3]);
    socket.terminate();
  });

  test('a page of a listed origin may connect, of another not', async () => {
    await using rig = await start();
    const { socket } = await client(rig, { origin: 'https://plant.example' });
    socket.terminate();
    expect(await refusal(rig, { headers: { origin: 'https://evil.example' } })).toMatch('403');
    expect(rig.broker.statistics().refused['websocket-upgrade']).toBe(1);
  });

  test('other paths, other subprotocols and plain HTTP are refused', async () => {
    await using rig = await start();
    expect(await refusal(rig, { path: '/' })).toMatch('404');
    expect(await refusal(rig, { path: '/mqtt/x' })).toMatch('404');
    expect(await refusal(rig, { protocol: 'chat' })).toMatch('400');
    const plain = request({ port: portOf(rig), host: '127.0.0.1', path: '/mqtt' }).end();
    const [response] = await once(plain, 'response');
    expect(response.statusCode).toBe(426);
    response.resume();
  });

  test('text frames, long frames and broken frames close the connection', async () => {
    await using rig = await start();
    const text = await client(rig);
    text.socket.send('hello');
    await text.raw.untilClosed();
    const long = await client(rig);
    long.socket.send(Buffer.alloc(10_001));
    await long.raw.untilClosed();
    const broken = await RawClient.open(portOf(rig));
    broken.send(
      Buffer.from(
        'GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
          'Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      ),
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
    );
    await broken.untilClosed();
    expect(rig.broker.statistics().refused['websocket-text']).toBe(1);
  });

  test('a client that is silent before or after the upgrade is closed', async () => {
    await using rig = await start();
    const silent = await RawClient.open(portOf(rig));
    const upgraded = await client(rig);
    await silent.untilClosed();
    await upgraded.raw.untilClosed();
    await eventually(() => rig.broker.statistics().connections.open === 0, 'all closed');
  });

  test('a client that breaks off gives back what it held, and its will is handed over', async () => {
    await using rig = await start();
    const { socket, raw } = await client(rig);
    raw.send(
      connectPacket('d1', {
        will: { topic: `banyu/v1/${PLANT}/d1/status`, payload: Buffer.from('offline'), qos: 1, retain: true },
      }),
    );
    await raw.receive('connack');
    socket.terminate();
    await eventually(() => rig.taken.length === 1, 'the will is handed over');
    await eventually(() => rig.broker.statistics().connections.open === 0, 'closed');
  });
});
