import { describe, expect, test } from 'vitest';
import { checkBody, checkHead } from '../src/packet-check.ts';
import { PACKET, PacketHead } from '../src/packet-head.ts';
import { field, framed, remainingLength } from './support/raw-client.ts';

const LIMITS = { controlBytes: 200, publishBytes: 400, topicBytes: 50, filters: 2 };
const ID = [0, 1];

function verdict(bytes: Buffer, connected = true): string {
  const head = new PacketHead();
  const state = head.read(bytes, 0);
  if (state !== 'read') return state;
  return (
    checkHead(head, connected, LIMITS) ??
    checkBody(head, bytes, head.headBytes, head.headBytes + head.bodyBytes, LIMITS) ??
    'ok'
  );
}

function connect(fields: { name?: Buffer; level?: number; flags?: number; payload?: Buffer[] } = {}): Buffer {
  const { name = field('MQTT'), level = 4, flags = 2, payload = [field('d1')] } = fields;
  return framed(PACKET.connect, 0, name, [level, flags, 0, 60], ...payload);
}

describe('PacketHead.read()', () => {
  test.each([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455])(
    'reads length %d',
    (length) => {
      const head = new PacketHead();
      const bytes = Buffer.from([0x32, ...remainingLength(length)]);
      expect(head.read(bytes, 0)).toBe('read');
      expect([head.type, head.flags, head.headBytes, head.bodyBytes]).toEqual([3, 2, bytes.length, length]);
      for (let i = 0; i < bytes.length; i += 1)
        expect(new PacketHead().read(bytes.subarray(0, i), 0)).toBe('short');
    },
  );

  test('refuses a length of more than four bytes', () => {
    expect(new PacketHead().read(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 1]), 0)).toBe('malformed');
  });
});

describe('A packet before log-in', () => {
  test.each([
    ['CONNECT', connect(), 'ok'],
    ['CONNECT of MQTT 3.1', connect({ name: field('MQIsdp'), level: 3 }), 'ok'],
    ['CONNECT of MQTT 5, to be told that it is not spoken', connect({ level: 5 }), 'ok'],
    ['all of CONNECT', connect({ flags: 0xf6, payload: ['d1', 't', 'gone', 'd1', 'pw'].map(field) }), 'ok'],
    ['unknown level', connect({ level: 6 }), 'malformed'],
    ['bridge bit in the level', connect({ level: 0x84 }), 'malformed'],
    ['other protocol name', connect({ name: field('MQTX') }), 'malformed'],
    ['reserved flag', connect({ flags: 3 }), 'malformed'],
    ['will QoS 3', connect({ flags: 0x1e, payload: ['d1', 't', 'gone'].map(field) }), 'malformed'],
    ['will QoS without a will', connect({ flags: 0x0a }), 'malformed'],
    ['will retain without a will', connect({ flags: 0x22 }), 'malformed'],
    ['password without user name', connect({ flags: 0x42, payload: ['d1', 'pw'].map(field) }), 'malformed'],
    ['user name promised and missing', connect({ flags: 0x82 }), 'malformed'],
    ['more than CONNECT', connect({ payload: [field('d1'), Buffer.from('x')] }), 'malformed'],
    ['client id of invalid UTF-8', connect({ payload: [field(Buffer.from([0xc3, 0x28]))] }), 'invalid-text'],
    ['client id with U+0000', connect({ payload: [field('d\0')] }), 'invalid-text'],
    ['client id with U+FFFD', connect({ payload: [field('d\u{FFFD}')] }), 'invalid-text'],
    [
      'will topic with U+0000',
      connect({ flags: 6, payload: ['d1', '\0', 'gone'].map(field) }),
      'invalid-text',
    ],
    ['a long CONNECT', connect({ payload: [field('d'.repeat(300))] }), 'too-large'],
    ['PUBLISH', framed(PACKET.publish, 0, field('t')), 'not-expected'],
    ['PINGREQ', framed(PACKET.pingreq, 0), 'not-expected'],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'not-expected'],
  ])('%s', (_name, bytes, expected) => {
    expect(verdict(bytes, false)).toBe(expected);
  });
});

describe('A packet after log-in', () => {
  test.each([
    ['PUBLISH QoS 0', framed(PACKET.publish, 0, field('t'), [1, 2]), 'ok'],
    ['PUBLISH QoS 1', framed(PACKET.publish, 2, field('t'), ID), 'ok'],
    ['PUBLISH QoS 3', framed(PACKET.publish, 6, field('t'), ID), 'malformed'],
    ['DUP with QoS 0', framed(PACKET.publish, 8, field('t')), 'malformed'],
    ['PUBLISH with packet id 0', framed(PACKET.publish, 2, field('t'), [0, 0]), 'malformed'],
    ['PUBLISH without packet id', framed(PACKET.publish, 2, field('t')), 'malformed'],
    ['PUBLISH with half a packet id', framed(PACKET.publish, 2, field('t'), [1]), 'malformed'],
    ['PUBLISH with a topic longer than itself', framed(PACKET.publish, 0, [0, 9, 65]), 'malformed'],
    ['PUBLISH of nothing', framed(PACKET.publish, 0), 'malformed'],
    ['PUBLISH without topic', framed(PACKET.publish, 0, field('')), 'invalid-topic'],
    ['PUBLISH with a long topic', framed(PACKET.publish, 0, field('t'.repeat(51))), 'invalid-topic'],
    ['PUBLISH over the limit', framed(PACKET.publish, 0, field('t'), Buffer.alloc(400)), 'too-large'],
    ['SUBSCRIBE', framed(PACKET.subscribe, 2, ID, field('t'), [1]), 'ok'],
    ['SUBSCRIBE with packet id 0', framed(PACKET.subscribe, 2, [0, 0], field('t'), [1]), 'malformed'],
    ['SUBSCRIBE without filters', framed(PACKET.subscribe, 2, ID), 'malformed'],
    ['SUBSCRIBE without QoS', framed(PACKET.subscribe, 2, ID, field('t')), 'malformed'],
    ['SUBSCRIBE QoS 3', framed(PACKET.subscribe, 2, ID, field('t'), [3]), 'malformed'],
    ['SUBSCRIBE with other flags', framed(PACKET.subscribe, 0, ID, field('t'), [1]), 'malformed'],
    ['SUBSCRIBE to nothing', framed(PACKET.subscribe, 2, ID, field(''), [1]), 'invalid-topic'],
    ['SUBSCRIBE with U+0000', framed(PACKET.subscribe, 2, ID, field('\0'), [1]), 'invalid-text'],
    [
      'SUBSCRIBE with a long filter',
      framed(PACKET.subscribe, 2, ID, field('t'.repeat(51)), [1]),
      'invalid-topic',
    ],
    [
      'SUBSCRIBE with three filters where two are allowed',
      framed(PACKET.subscribe, 2, ID, ...[1, 2, 3].flatMap(() => [field('t'), [1]])),
      'too-many-filters',
    ],
    ['UNSUBSCRIBE', framed(PACKET.unsubscribe, 2, ID, field('t')), 'ok'],
    ['UNSUBSCRIBE without filters', framed(PACKET.unsubscribe, 2, ID), 'malformed'],
    [
      'UNSUBSCRIBE with invalid UTF-8',
      framed(PACKET.unsubscribe, 2, ID, field(Buffer.from([0xff]))),
      'invalid-text',
    ],
    ['PUBACK', framed(PACKET.puback, 0, ID), 'ok'],
    ['PUBACK without packet id', framed(PACKET.puback, 0), 'malformed'],
    ['PUBACK with packet id 0', framed(PACKET.puback, 0, [0, 0]), 'malformed'],
    ['PUBACK with more', framed(PACKET.puback, 0, [0, 1, 0]), 'malformed'],
    ['PUBREC with packet id 0', framed(PACKET.pubrec, 0, [0, 0]), 'malformed'],
    ['PUBREL', framed(PACKET.pubrel, 2, ID), 'ok'],
    ['PUBREL with other flags', framed(PACKET.pubrel, 0, ID), 'malformed'],
    ['PUBCOMP of one byte', framed(PACKET.pubcomp, 0, [1]), 'malformed'],
    ['PINGREQ', framed(PACKET.pingreq, 0), 'ok'],
    ['PINGREQ with a body', framed(PACKET.pingreq, 0, [0]), 'malformed'],
    ['PINGREQ with flags', framed(PACKET.pingreq, 1), 'malformed'],
    ['DISCONNECT', framed(PACKET.disconnect, 0), 'ok'],
    ['DISCONNECT with a body', framed(PACKET.disconnect, 0, [0]), 'malformed'],
    ['a second CONNECT', connect(), 'not-expected'],
    ['CONNACK', framed(2, 0, [0, 0]), 'not-expected'],
    ['SUBACK', framed(9, 0, [0, 1, 0]), 'not-expected'],
    ['UNSUBACK', framed(11, 0, [0, 1]), 'not-expected'],
    ['PINGRESP', framed(13, 0), 'not-expected'],
    ['type 0', framed(0, 0), 'not-expected'],
    ['AUTH', framed(15, 0), 'not-expected'],
    ['a control packet over its limit', framed(PACKET.subscribe, 2, Buffer.alloc(200)), 'too-large'],
  ])('%s', (_name, bytes, expected) => {
    expect(verdict(bytes)).toBe(expected);
  });
});
