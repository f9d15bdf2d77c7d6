import { expect, test } from 'vitest';
import { eventually } from './support/eventually.ts';
import { publishPacket, RawClient } from './support/raw-client.ts';
import { PLANT, type Rig, startRig } from './support/rig.ts';

function messages(device: string, count: number) {
  return Array.from({ length: count }, (_, i) => publishPacket(device, `m${i + 1}`, { id: i + 1 }));
}

/** Answers what ingest has in hand, batch by batch, until so many were answered; gives the most that was in hand. */
async function answerAll(rig: Rig, count: number): Promise<number> {
  let most = 0;
  for (let answered = 0; answered < count; ) {
    await eventually(() => rig.taken.length > answered, `more than ${answered} handed over`);
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, rig.taken.length - answered, rig.broker.statistics().deliveries.pendingMessages);
    const batch = rig.taken.slice(answered);
    answered += batch.length;
    for (const { done } of batch) done();
  }
  return most;
}

test.each(['in one burst', 'one message a segment'])(
  'A device that sends faster than ingest answers is slowed, and everything is acknowledged in order: %s',
  async (how) => {
    await using rig = await startRig({ limits: { pendingMessagesHigh: 200, pendingMessagesLow: 100 } });
    rig.answer = 'by-hand';
    const client = await RawClient.logIn(rig.port, 'd1');
    const sent = messages('d1', 1_200);
    if (how === 'in one burst') client.send(...sent);
    else for (const message of sent) client.send(message);
    const most = await answerAll(rig, 1_200);
    await client.receive('puback', 1_200);
    expect(client.acknowledged).toEqual(sent.map((_, i) => i + 1));
    expect(rig.taken.map(({ text }) => text)).toEqual(sent.map((_, i) => `m${i + 1}`));
    expect(most).toBe(200);
    expect(rig.broker.statistics().deliveries).toMatchObject({ pendingMessages: 0, pendingBytes: 0 });
  },
);

test('Bytes in hand are bounded like messages, give or take one message', async () => {
  await using rig = await startRig({ limits: { pendingBytesHigh: 100_000, pendingBytesLow: 50_000 } });
  rig.answer = 'by-hand';
  const client = await RawClient.logIn(rig.port, 'd1');
  client.send(...[1, 2, 3, 4, 5, 6].map((id) => publishPacket('d1', 'x'.repeat(40_000), { id })));
  await eventually(() => rig.broker.statistics().connections.paused === 1, 'the socket is not read');
  expect(rig.taken.length).toBeLessThanOrEqual(3);
  await answerAll(rig, 6);
  await client.receive('puback', 6);
  expect(client.acknowledged).toEqual([1, 2, 3, 4, 5, 6]);
});

test('All devices together are bounded, and all of them get on', async () => {
  await using rig = await startRig({ limits: { totalMessagesHigh: 30, totalMessagesLow: 20 } });
  rig.answer = 'by-hand';
  const devices = ['d1', 'd2', 'd3', 'd4'];
  const clients = await Promise.all(devices.map((device) => RawClient.logIn(rig.port, device)));
  clients.forEach((client, i) => {
    client.send(...messages(devices[i] ?? '', 100));
  });
  const most = await answerAll(rig, 400);
  for (const client of clients) {
    await client.receive('puback', 100);
    expect(client.acknowledged).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  }
  expect(most).toBeLessThanOrEqual(30);
});

test('A device above its rate is slowed, not cut', async () => {
  await using rig = await startRig({ limits: { packetsPerSecond: 100, packetsBurst: 10 } });
  const client = await RawClient.logIn(rig.port, 'd1');
  client.send(...messages('d1', 40));
  await eventually(() => rig.broker.statistics().connections.paused === 1, 'the socket is not read');
  expect(rig.taken.length).toBeLessThan(40);
  await client.receive('puback', 40);
  expect(client.acknowledged).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  expect(client.closed).toBe(false);
});

test('A device that does not read its commands gets no more of them, and is cut after the drain time-out', async () => {
  await using rig = await startRig({ limits: { drainTimeoutMs: 200 } });
  const client = await RawClient.logIn(rig.port, 'd1');
  const topic = `banyu/v1/${PLANT}/d1/command`;
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] });
  await client.receive('suback');
  client.socket.pause();
  const command = 'x'.repeat(65_536);
  const sent: Promise<boolean>[] = [];
  await eventually(() => {
    for (let i = 0; i < 10; i += 1) sent.push(rig.broker.command(PLANT, 'd1', command));
    return rig.broker.statistics().connections.broken === 1;
  }, 'the client is cut');
  expect(rig.broker.statistics().commands.undeliverable).toBeGreaterThan(0);
  await Promise.all(sent);
  const good = await RawClient.logIn(rig.port, 'd2');
  good.send(publishPacket('d2', 'm'));
  await good.receive('puback');
  client.socket.destroy();
});
