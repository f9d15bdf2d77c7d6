import { connectAsync } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { eventually } from './support/eventually.ts';
import { connectPacket, publishPacket, RawClient } from './support/raw-client.ts';
import { PLANT, secretOf, startRig } from './support/rig.ts';

describe('PUBACK', () => {
  test('does not come before ingest is done with the message', async () => {
    await using rig = await startRig();
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(publishPacket('d1', 'held', { id: 7 }), { cmd: 'pingreq' });
    await client.receive('pingresp');
    expect(rig.taken.map(({ text }) => text)).toEqual(['held']);
    expect(client.acknowledged).toEqual([]);
    rig.taken[0]?.done();
    await client.receive('puback');
    expect(client.acknowledged).toEqual([7]);
  });

  test('keeps the order of arrival when ingest answers out of order', async () => {
    await using rig = await startRig();
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(...[1, 2, 3, 4, 5].map((id) => publishPacket('d1', `m${id}`, { id })));
    await eventually(() => rig.taken.length === 5, 'all five handed over');
    for (const taken of rig.taken.toReversed().slice(0, 4)) taken.done();
    client.send({ cmd: 'pingreq' });
    expect(client.acknowledged).toEqual([]);
    rig.taken[0]?.done();
    await client.receive('puback', 5);
    expect(client.acknowledged).toEqual([1, 2, 3, 4, 5]);
  });

  test('of one commit leave in one write', async () => {
    await using rig = await startRig();
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1');
    const chunks: number[] = [];
    client.socket.on('data', (chunk: Buffer) => chunks.push(chunk.length));
    client.send(...Array.from({ length: 100 }, (_, i) => publishPacket('d1', 'm', { id: i + 1 })));
    await eventually(() => rig.taken.length === 100, 'all handed over');
    for (const { done } of rig.taken) done();
    await client.receive('puback', 100);
    expect(chunks).toEqual([400]);
  });

  test('is sent once though ingest answers twice, and an error after it changes nothing', async () => {
    await using rig = await startRig();
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(publishPacket('d1', 'm', { id: 1 }));
    await eventually(() => rig.taken.length === 1, 'handed over');
    rig.taken[0]?.done();
    rig.taken[0]?.done();
    rig.taken[0]?.done(new Error('too late'));
    client.send({ cmd: 'pingreq' });
    await client.receive('pingresp');
    expect(client.acknowledged).toEqual([1]);
    expect(rig.broker.statistics().deliveries).toMatchObject({
      acknowledged: 1,
      failed: 0,
      pendingMessages: 0,
    });
  });
});

describe('A message that ingest cannot keep', () => {
  test('closes the connection without PUBACK, and what follows it is not acknowledged either', async () => {
    await using rig = await startRig();
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(...[1, 2, 3].map((id) => publishPacket('d1', `m${id}`, { id })));
    await eventually(() => rig.taken.length === 3, 'all handed over');
    rig.taken[0]?.done();
    await client.receive('puback');
    rig.taken[2]?.done();
    rig.taken[1]?.done(new Error('disk full'));
    await client.untilClosed();
    expect(client.acknowledged).toEqual([1]);
    expect(rig.broker.statistics().deliveries).toMatchObject({
      failed: 1,
      pendingMessages: 0,
      pendingBytes: 0,
    });
  });

  test('is sent again by a real client, until it is kept', async () => {
    await using rig = await startRig();
    rig.answer = 'by-hand';
    const client = await connectAsync(`mqtt://127.0.0.1:${rig.port}`, {
      clientId: 'd1',
      username: 'd1',
      password: secretOf('d1'),
      clean: false,
      reconnectPeriod: 10,
    });
    const published = client.publishAsync(`banyu/v1/${PLANT}/d1/telemetry`, 'precious', { qos: 1 });
    await eventually(() => rig.taken.length === 1, 'handed over');
    rig.taken[0]?.done(new Error('disk full'));
    await eventually(() => rig.taken.length === 2, 'handed over again');
    rig.taken[1]?.done();
    await published;
    await client.endAsync();
    expect(rig.taken.map(({ text }) => text)).toEqual(['precious', 'precious']);
  });

  test('when deliver() throws, the connection is closed and the broker goes on', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1');
    Object.defineProperty(rig, 'answer', {
      get: () => {
        throw new Error('bug');
      },
    });
    client.send(publishPacket('d1', 'm'));
    await client.untilClosed();
    expect(client.acknowledged).toEqual([]);
    expect(rig.broker.statistics().deliveries.failed).toBe(1);
  });

  test('left unanswered for too long closes the connection, and a late answer changes nothing', async () => {
    await using rig = await startRig({ limits: { handoverTimeoutMs: 60 } });
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(publishPacket('d1', 'm1', { id: 1 }), publishPacket('d1', 'm2', { id: 2 }));
    await client.untilClosed();
    for (const { done } of rig.taken) done();
    expect(client.acknowledged).toEqual([]);
    expect(rig.broker.statistics().deliveries).toMatchObject({
      timedOut: 2,
      acknowledged: 0,
      pendingMessages: 0,
      pendingBytes: 0,
    });
  });
});

describe('Every message passes through ingest', () => {
  test('QoS 0', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(publishPacket('d1', 'm', { qos: 0 }));
    await eventually(() => rig.taken.length === 1, 'handed over');
  });

  test('QoS 2: PUBREC waits for ingest, and a DUP may be handed over twice', async () => {
    await using rig = await startRig();
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(publishPacket('d1', 'm', { qos: 2, id: 9 }), { cmd: 'pingreq' });
    await client.receive('pingresp');
    expect(client.received.some(({ cmd }) => cmd === 'pubrec')).toBe(false);
    rig.taken[0]?.done();
    await client.receive('pubrec');
    client.send(publishPacket('d1', 'm', { qos: 2, id: 9, dup: true }));
    await eventually(() => rig.taken.length === 2, 'handed over again');
    rig.taken[1]?.done();
    await client.receive('pubrec', 2);
    client.send({ cmd: 'pubrel', messageId: 9 });
    const [pubcomp] = await client.receive('pubcomp');
    expect(pubcomp?.messageId).toBe(9);
  });

  test('QoS 2 in flight is bounded', async () => {
    await using rig = await startRig({ limits: { qos2InFlight: 3 } });
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(...[1, 2, 3].map((id) => publishPacket('d1', 'm', { qos: 2, id })));
    await client.receive('pubrec', 3);
    client.send(publishPacket('d1', 'm', { qos: 2, id: 4 }));
    await client.untilClosed();
  });

  test('on each channel a device may publish on', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1');
    const channels = ['telemetry', 'status', 'event', 'command/reply'];
    client.send(...channels.map((channel, i) => publishPacket('d1', 'm', { channel, id: i + 1 })));
    await client.receive('puback', 4);
    expect(rig.taken.map(({ channel }) => channel)).toEqual(channels);
  });

  test('when its connection has gone before ingest answers', async () => {
    await using rig = await startRig();
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(publishPacket('d1', 'm'));
    await eventually(() => rig.taken.length === 1, 'handed over');
    client.socket.destroy();
    await eventually(() => rig.presence.includes('d1 offline'), 'the connection is gone');
    expect(rig.broker.statistics().deliveries.pendingMessages).toBe(1);
    rig.taken[0]?.done();
    expect(rig.broker.statistics().deliveries).toMatchObject({
      acknowledged: 1,
      pendingMessages: 0,
      pendingBytes: 0,
    });
  });
});

describe('The retain flag', () => {
  test('is taken off telemetry and events and left on a status', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(
      publishPacket('d1', 'm', { id: 1, retain: true }),
      publishPacket('d1', 'm', { id: 2, retain: true, channel: 'event' }),
      publishPacket('d1', 'm', { id: 3, retain: true, channel: 'status' }),
    );
    await client.receive('puback', 3);
    expect(rig.broker.statistics().deliveries.retainStripped).toBe(2);
  });
});

describe('A last will', () => {
  const will = {
    topic: `banyu/v1/${PLANT}/d1/status`,
    payload: Buffer.from('offline'),
    qos: 1,
    retain: true,
  } as const;

  test('is handed over when the connection breaks', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1', { will });
    client.socket.destroy();
    await eventually(() => rig.taken.length === 1, 'the will is handed over');
    expect(rig.taken[0]).toMatchObject({ channel: 'status', device: 'd1', text: 'offline' });
    expect(rig.broker.statistics().deliveries).toMatchObject({
      wills: 1,
      pendingMessages: 0,
      pendingBytes: 0,
    });
  });

  test('is not handed over after DISCONNECT', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1', { will });
    client.send({ cmd: 'disconnect' });
    await eventually(() => rig.presence.includes('d1 offline'), 'the connection is gone');
    expect(rig.taken).toEqual([]);
  });

  test('is handed over when the device connects anew while the old connection still stands', async () => {
    await using rig = await startRig();
    const old = await RawClient.logIn(rig.port, 'd1', { will });
    const fresh = await RawClient.logIn(rig.port, 'd1', { will });
    await old.untilClosed();
    expect(rig.taken.map(({ text }) => text)).toEqual(['offline']);
    fresh.send(publishPacket('d1', 'm'));
    await fresh.receive('puback');
    expect(rig.presence).toEqual(['d1 online', 'd1 offline', 'd1 online']);
    expect(rig.broker.statistics().connections).toMatchObject({ online: 1, takenOver: 1 });
  });

  test('that ingest cannot keep harms nobody', async () => {
    await using rig = await startRig();
    const client = await RawClient.logIn(rig.port, 'd1', { will });
    rig.answer = 'by-hand';
    client.socket.destroy();
    await eventually(() => rig.taken.length === 1, 'the will is handed over');
    rig.taken[0]?.done(new Error('disk full'));
    const next = await RawClient.open(rig.port);
    next.send(connectPacket('d1'));
    expect(await next.returnCode()).toBe(0);
  });
});
