import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrokerLimits, TlsListenerOptions } from '../src/index.ts';
import { type Authority, createAuthority, type Pair } from './support/certificates.ts';
import { eventually } from './support/eventually.ts';
import { RawClient } from './support/raw-client.ts';
import { PLANT, type Rig, secretOf, startRig } from './support/rig.ts';

let authority: Authority;
let stranger: Authority;
let server: Pair;
let device: Pair;

beforeAll(async () => {
  authority = await createAuthority();
  stranger = await createAuthority();
  server = await authority.issue('broker');
  device = await authority.issue('d1');
});
afterAll(async () => {
  await authority[Symbol.asyncDispose]();
  await stranger[Symbol.asyncDispose]();
});

function startTls(
  options: Partial<TlsListenerOptions> = {},
  limits: Partial<BrokerLimits> = {},
): Promise<Rig> {
  return startRig({
    listeners: {
      tls: { host: '127.0.0.1', port: 0, ...server, clientCa: authority.certificate, ...options },
    },
    limits: { connectTimeoutMs: 800, lingerMs: 100, ...limits },
  });
}

function logIn(rig: Rig, options: IClientOptions): Promise<MqttClient> {
  return connectAsync(`mqtts://127.0.0.1:${rig.broker.addresses.tls?.port}`, {
    ca: authority.certificate,
    clientId: 'd1',
    reconnectPeriod: 0,
    ...options,
  });
}

async function handshake(rig: Rig, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connectTls({
    host: '127.0.0.1',
    port: rig.broker.addresses.tls?.port ?? 0,
    ca: authority.certificate,
    ...options,
  });
  await once(socket, 'secureConnect');
  return socket;
}

const withCertificate = (pair: Pair) => ({ cert: pair.certificate, key: pair.key });

describe('Over TLS', () => {
  test('a device logs in with its secret', async () => {
    await using rig = await startTls();
    const client = await logIn(rig, { username: 'd1', password: secretOf('d1') });
    await client.publishAsync(`banyu/v1/${PLANT}/d1/telemetry`, 'm', { qos: 1 });
    expect(rig.taken).toHaveLength(1);
    await client.endAsync();
  });

  test('a device logs in with its certificate alone, with or without its user name', async () => {
    await using rig = await startTls();
    const kinds: string[] = [];
    const { identify } = rig;
    rig.identify = (credential) => {
      kinds.push(credential.kind);
      return identify(credential);
    };
    for (const name of [{}, { username: 'd1' }]) {
      const client = await logIn(rig, { ...withCertificate(device), ...name });
      await client.publishAsync(`banyu/v1/${PLANT}/d1/telemetry`, 'm', { qos: 1 });
      await client.endAsync();
    }
    expect(kinds).toEqual(['certificate', 'certificate']);
  });

  test("a device's certificate does not open another device's account, not even with its secret", async () => {
    await using rig = await startTls();
    const other = await authority.issue('d2');
    await expect(logIn(rig, withCertificate(other))).rejects.toThrow(/Not authorized/);
    const both = { ...withCertificate(other), username: 'd1', password: secretOf('d1') };
    await expect(logIn(rig, both)).rejects.toThrow(/Not authorized/);
    expect(rig.broker.statistics().logins.refused.certificate).toBe(2);
  });

  test('a certificate of another authority counts as none', async () => {
    await using rig = await startTls();
    const forged = withCertificate(await stranger.issue('d1'));
    await expect(logIn(rig, forged)).rejects.toThrow(/Not authorized/);
    const client = await logIn(rig, { ...forged, username: 'd1', password: secretOf('d1') });
    await client.endAsync();
    expect(rig.broker.statistics().logins.refused.anonymous).toBe(1);
  });

  test('a listener that requires certificates refuses the handshake without one', async () => {
    await using rig = await startTls({ requireClientCertificate: true });
    await expect(logIn(rig, { username: 'd1', password: secretOf('d1') })).rejects.toThrow();
    const client = await logIn(rig, withCertificate(device));
    await client.endAsync();
    expect(rig.broker.statistics().refused['tls-handshake']).toBe(1);
  });

  test('versions below 1.2 are refused', async () => {
    await using rig = await startTls();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(handshake(rig, old)).rejects.toThrow();
    (await handshake(rig, { maxVersion: 'TLSv1.2' })).destroy();
    await eventually(() => rig.broker.statistics().refused['tls-handshake'] === 1, 'counted');
  });

  test('a client that speaks no TLS, or falls silent before or after the handshake, is closed', async () => {
    await using rig = await startTls();
    const port = rig.broker.addresses.tls?.port ?? 0;
    const plain = await RawClient.open(port);
    plain.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    const silent = await RawClient.open(port);
    const shaken = await handshake(rig);
    shaken.on('error', () => {});
    const reset = connectTcp(port, '127.0.0.1');
    await once(reset, 'connect');
    reset.resetAndDestroy();
    await plain.untilClosed();
    await silent.untilClosed();
    await eventually(() => shaken.closed, 'closed for silence');
    await eventually(() => rig.broker.statistics().connections.open === 0, 'all closed');
  });

  test('a reloaded certificate serves new connections and leaves the old ones alone', async () => {
    await using rig = await startTls();
    const before = await handshake(rig);
    expect(before.getPeerCertificate().subject.CN).toBe('broker');
    rig.broker.reloadCertificate({
      ...(await authority.issue('broker-renewed')),
      clientCa: authority.certificate,
    });
    const after = await handshake(rig);
    expect(after.getPeerCertificate().subject.CN).toBe('broker-renewed');
    expect(before.destroyed).toBe(false);
    expect(() => rig.broker.reloadCertificate({ certificate: 'no', key: 'no' })).toThrow();
    before.destroy();
    after.destroy();
  });

  test('connections are counted before the handshake', async () => {
    await using rig = await startTls({}, { connections: 1 });
    const port = rig.broker.addresses.tls?.port ?? 0;
    const first = await RawClient.open(port);
    const second = await RawClient.open(port);
    await second.untilClosed();
    expect(rig.broker.statistics().refused.connections).toBe(1);
    first.socket.destroy();
    await eventually(() => rig.broker.statistics().connections.open === 0, 'the first has gone');
    (await handshake(rig)).destroy();
  });

  test('closing the broker does not wait for handshakes that nobody finishes', async () => {
    const rig = await startTls();
    const silent = await RawClient.open(rig.broker.addresses.tls?.port ?? 0);
    await eventually(() => rig.broker.statistics().connections.open === 1, 'accepted');
    await rig.broker.close();
    await silent.untilClosed();
  });
});
