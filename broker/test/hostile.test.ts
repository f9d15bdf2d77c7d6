import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from './support/eventually.ts';
import { connectPacket, field, framed, publishPacket, RawClient } from './support/raw-client.ts';
import { PLANT, type Rig, startRig } from './support/rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ limits: { connectTimeoutMs: 800, loginTimeoutMs: 2_000, lingerMs: 100 } });
});

/** Whatever was done to it: the broker serves a good device, holds nothing back, and has met no fault of its own. */
afterEach(async () => {
  const good = await RawClient.logIn(rig.port, 'good');
  good.send(publishPacket('good', 'still here', { id: 77 }));
  await good.receive('puback');
  expect(good.acknowledged).toEqual([77]);
  good.send({ cmd: 'disconnect' });
  await eventually(() => rig.broker.statistics().connections.open === 0, 'all connections are closed');
  const { deliveries, connections, faults } = rig.broker.statistics();
  expect([deliveries.pendingMessages, deliveries.pendingBytes, connections.paused, faults]).toEqual([
    0, 0, 0, 0,
  ]);
  await rig[Symbol.asyncDispose]();
});

const ID = [0, 1];
const TELEMETRY = `banyu/v1/${PLANT}/d1/telemetry`;
const COMMAND = `banyu/v1/${PLANT}/d1/command`;
const ping = framed(12, 0);
const connectBytes = (...payload: Buffer[]): Buffer => framed(1, 0, field('MQTT'), [4, 2, 0, 60], ...payload);

describe('Before log-in, the connection is closed without an answer after', () => {
  test.each<[string, Buffer]>([
    ['nothing at all', Buffer.alloc(0)],
    ['half a CONNECT', generate(connectPacket('d1')).subarray(0, 20)],
    ['one byte', Buffer.from([0x10])],
    ['a length of five bytes', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01])],
    ['a claim of 256 MiB', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])],
    ['a CONNECT of 5 KiB', connectBytes(field('d'.repeat(5_000)))],
    ['PUBLISH', generate(publishPacket('d1', 'm'))],
    ['SUBSCRIBE', framed(8, 2, ID, field('#'), [1])],
    ['PINGREQ', ping],
    ['DISCONNECT', framed(14, 0)],
    ['CONNACK', framed(2, 0, [0, 0])],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: broker\r\n\r\n')],
    ['a TLS hello', Buffer.from('16030100a5010000a10303', 'hex')],
    ['a PROXY header', Buffer.from('PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n')],
    ['zeros', Buffer.alloc(100)],
    ['an unknown protocol', framed(1, 0, field('MQTX'), [4, 2, 0, 60], field('d1'))],
    ['an unknown version', framed(1, 0, field('MQTT'), [9, 2, 0, 60], field('d1'))],
    ['a bridge version', framed(1, 0, field('MQTT'), [0x84, 2, 0, 60], field('d1'))],
    ['the reserved flag', framed(1, 0, field('MQTT'), [4, 3, 0, 60], field('d1'))],
    ['will QoS 3', framed(1, 0, field('MQTT'), [4, 0x1e, 0, 60], ...['d1', 't', 'gone'].map(field))],
    [
      'a password without user name',
      framed(1, 0, field('MQTT'), [4, 0x42, 0, 60], ...['d1', 'pw'].map(field)),
    ],
    ['a client id of invalid UTF-8', connectBytes(field(Buffer.from([0xff, 0xfe])))],
    ['a client id with U+0000', connectBytes(field('d\0'))],
    ['a client id that is cut off', connectBytes(Buffer.from([0, 50, 65]))],
    ['a client id of 65 535 bytes', connectBytes(field('d'.repeat(65_535)))],
    ['an empty CONNECT', framed(1, 0)],
    ['MQTT 5 with broken properties', framed(1, 0, field('MQTT'), [5, 2, 0, 60, 0xff, 0xff, 0xff, 0xff])],
  ])('%s', async (_name, bytes) => {
    const client = await RawClient.open(rig.port);
    client.send(bytes);
    await client.untilClosed();
    expect(client.received).toEqual([]);
  });

  test('a reset before the first byte', async () => {
    const socket = connectTcp(rig.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.resetAndDestroy();
  });

  test.each<[string, Buffer, number]>([
    ['no client id, wanting a session', framed(1, 0, field('MQTT'), [4, 0, 0, 60], field('')), 2],
    ['a will without topic', framed(1, 0, field('MQTT'), [4, 6, 0, 60], ...['d1', '', 'gone'].map(field)), 5],
    ['MQTT 5', framed(1, 0, field('MQTT'), [5, 2, 0, 60, 0], field('d1')), 1],
  ])('%s, but with an answer', async (_name, bytes, code) => {
    const client = await RawClient.open(rig.port);
    client.send(bytes);
    expect(await client.returnCode()).toBe(code);
    await client.untilClosed();
  });
});

describe('After log-in, the connection is closed, and nothing is handed over or acknowledged, after', () => {
  test.each<[string, Buffer]>([
    ['a second CONNECT', generate(connectPacket('d1'))],
    ['PUBLISH QoS 3', framed(3, 6, field(TELEMETRY), ID)],
    ['PUBLISH with packet id 0', framed(3, 2, field(TELEMETRY), [0, 0])],
    ['PUBLISH without packet id', framed(3, 2, field(TELEMETRY))],
    ['PUBLISH without topic', framed(3, 0, field(''))],
    ['PUBLISH on a wildcard', framed(3, 0, field(`banyu/v1/${PLANT}/d1/#`))],
    ['PUBLISH on a topic with U+0000', framed(3, 0, field(`${TELEMETRY}\0`))],
    [
      'PUBLISH on a topic of invalid UTF-8',
      framed(3, 0, field(Buffer.concat([Buffer.from(TELEMETRY), Buffer.from([0xc3])]))),
    ],
    ['PUBLISH on a topic of 65 535 bytes', framed(3, 0, field('t'.repeat(65_535)))],
    ['PUBLISH on a topic of 500 levels', framed(3, 0, field('t/'.repeat(500)))],
    ['PUBLISH on __proto__', framed(3, 0, field('__proto__'))],
    ['PUBLISH on $SYS', framed(3, 2, field('$SYS/x/new/clients'), ID, Buffer.from('good'))],
    ['PUBLISH on $share', framed(3, 2, field(`$share/g/${TELEMETRY}`), ID)],
    ['PUBLISH of 300 KiB', framed(3, 2, field(TELEMETRY), ID, Buffer.alloc(300 * 1024))],
    ['a claim of 256 MiB', Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f])],
    ['a length of five bytes', Buffer.from([0x32, 0xff, 0xff, 0xff, 0xff, 0x01])],
    ['SUBSCRIBE with packet id 0', framed(8, 2, [0, 0], field(COMMAND), [1])],
    ['SUBSCRIBE without filters', framed(8, 2, ID)],
    ['SUBSCRIBE QoS 3', framed(8, 2, ID, field(COMMAND), [3])],
    ['SUBSCRIBE with 9 filters', framed(8, 2, ID, ...Array.from({ length: 9 }, () => [...field('a'), 0]))],
    [
      'SUBSCRIBE with 10 000 filters',
      framed(8, 2, ID, ...Array.from({ length: 10_000 }, () => [...field('a'), 0])),
    ],
    ['SUBSCRIBE to a#', framed(8, 2, ID, field('a#'), [0])],
    ['SUBSCRIBE to +a', framed(8, 2, ID, field('+a'), [0])],
    ['SUBSCRIBE to an empty filter', framed(8, 2, ID, field(''), [0])],
    ['SUBSCRIBE with U+0000', framed(8, 2, ID, field('a\0'), [0])],
    ['UNSUBSCRIBE without filters', framed(10, 2, ID)],
    ['UNSUBSCRIBE with U+FFFD', framed(10, 2, ID, field('\u{FFFD}'))],
    ['PUBACK without packet id', framed(4, 0)],
    ['PUBREL with packet id 0', framed(6, 2, [0, 0])],
    ['PUBREC of one byte', framed(5, 0, [1])],
    ['PINGREQ with a body', framed(12, 0, [1])],
    ['PINGRESP', framed(13, 0)],
    ['AUTH', framed(15, 0)],
    ['type 0', framed(0, 0)],
  ])('%s', async (_name, bytes) => {
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(bytes);
    await client.untilClosed();
    expect(client.received.filter(({ cmd }) => cmd !== 'connack')).toEqual([]);
    expect(rig.taken).toEqual([]);
  });
});

describe('After log-in, the right answer comes for', () => {
  test.each<[string, Buffer, object]>([
    ['an unknown PUBACK', framed(4, 0, [9, 9]), { cmd: 'pingresp' }],
    ['an unknown PUBREC', framed(5, 0, [9, 9]), { cmd: 'pubrel', messageId: 0x0909 }],
    ['an unknown PUBCOMP', framed(7, 0, [9, 9]), { cmd: 'pingresp' }],
    ['an unknown PUBREL', framed(6, 2, [9, 9]), { cmd: 'pubcomp', messageId: 0x0909 }],
    [
      'UNSUBSCRIBE from what was never subscribed',
      framed(10, 2, ID, field('__proto__')),
      { cmd: 'unsuback' },
    ],
    ['SUBSCRIBE to __proto__', framed(8, 2, ID, field('__proto__'), [1]), { cmd: 'suback', granted: [128] }],
    ['SUBSCRIBE to #', framed(8, 2, ID, field('#'), [1]), { cmd: 'suback', granted: [128] }],
    ['an empty message', framed(3, 2, field(TELEMETRY), ID), { cmd: 'puback', messageId: 1 }],
    [
      'a message over the contract’s 64 KiB',
      framed(3, 2, field(TELEMETRY), ID, Buffer.alloc(70_000)),
      { cmd: 'puback' },
    ],
  ])('%s', async (_name, bytes, answer) => {
    const client = await RawClient.logIn(rig.port, 'd1');
    client.send(bytes, ping);
    await client.receive('pingresp');
    expect(client.received).toContainEqual(expect.objectContaining(answer));
    client.send({ cmd: 'disconnect' });
  });

  test('a packet that trickles in byte by byte', async () => {
    const client = await RawClient.logIn(rig.port, 'd1');
    for (const byte of generate(publishPacket('d1', 'drop by drop')))
      client.socket.write(Buffer.from([byte]));
    await client.receive('puback');
    expect(rig.taken.map(({ text }) => text)).toEqual(['drop by drop']);
    client.send({ cmd: 'disconnect' });
  });
});

test('Random bytes, before and after log-in, bring nothing down', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      async (loggedIn, bytes) => {
        const client = loggedIn ? await RawClient.logIn(rig.port, 'd1') : await RawClient.open(rig.port);
        client.send(Buffer.from(bytes));
        client.socket.end();
        await client.untilClosed();
      },
    ),
    { numRuns: 100 },
  );
});

test('MQTT 5 CONNECTs with any properties bring nothing down', async () => {
  const property = fc.tuple(fc.integer({ min: 0, max: 0x2b }), fc.uint8Array({ maxLength: 12 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(property, { maxLength: 6 }),
      fc.nat({ max: 60 }),
      async (properties, claimed) => {
        const bytes = Buffer.concat(properties.map(([id, value]) => Buffer.from([id, ...value])));
        const client = await RawClient.open(rig.port);
        client.send(
          framed(1, 0, field('MQTT'), [5, 0xc6, 0, 60, claimed], bytes, field('d1'), [claimed], bytes),
        );
        await client.untilClosed();
        expect(client.received.every((packet) => packet.cmd === 'connack' && packet.returnCode === 1)).toBe(
          true,
        );
      },
    ),
    { numRuns: 100 },
  );
});
