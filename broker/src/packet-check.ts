import { isUtf8 } from 'node:buffer';
import type { BrokerLimits } from './limits.ts';
import { PACKET, type PacketHead } from './packet-head.ts';

/** Why a packet's bytes alone are reason enough to close the connection. */
export const PACKET_FAULTS = [
  'too-large',
  'malformed',
  'not-expected',
  'invalid-text',
  'invalid-topic',
  'too-many-filters',
] as const;
export type PacketFault = (typeof PACKET_FAULTS)[number];

export type PacketLimits = Pick<BrokerLimits, 'controlBytes' | 'publishBytes' | 'topicBytes' | 'filters'>;

/** What can be said as soon as the fixed header is known, before the body has arrived. */
export function checkHead(
  head: PacketHead,
  connected: boolean,
  limits: PacketLimits,
): PacketFault | undefined {
  if ((head.type === PACKET.connect) === connected) return 'not-expected'; // [MQTT-3.1.0-1], [MQTT-3.1.0-2]
  const limit = head.type === PACKET.publish ? limits.publishBytes : limits.controlBytes;
  return head.headBytes + head.bodyBytes > limit ? 'too-large' : undefined;
}

/**
 * Checks the body of a whole packet from a client, strictly by MQTT 3.1.1: the parser behind this lets
 * through packet id 0, requests without filters, lengths that contradict each other and text that is no
 * UTF-8. `start` and `end` are where the body lies in `bytes`.
 */
export function checkBody(
  head: PacketHead,
  bytes: Buffer,
  start: number,
  end: number,
  limits: PacketLimits,
): PacketFault | undefined {
  switch (head.type) {
    case PACKET.publish:
      return checkPublish(head.flags, bytes, start, end, limits);
    case PACKET.puback:
    case PACKET.pubrec:
    case PACKET.pubcomp:
      return head.flags === 0 ? checkIdOnly(bytes, start, end) : 'malformed';
    case PACKET.pubrel:
      return head.flags === 2 ? checkIdOnly(bytes, start, end) : 'malformed';
    case PACKET.pingreq:
    case PACKET.disconnect:
      return head.flags === 0 && start === end ? undefined : 'malformed';
    case PACKET.subscribe:
      return head.flags === 2 ? checkFilters(bytes, start, end, limits, 1) : 'malformed';
    case PACKET.unsubscribe:
      return head.flags === 2 ? checkFilters(bytes, start, end, limits, 0) : 'malformed';
    case PACKET.connect:
      return head.flags === 0 ? checkConnect(bytes, start, end) : 'malformed';
    default:
      return 'not-expected';
  }
}

function checkPublish(
  flags: number,
  bytes: Buffer,
  start: number,
  end: number,
  limits: PacketLimits,
): PacketFault | undefined {
  const qos = (flags >> 1) & 3;
  if (qos === 3 || (qos === 0 && (flags & 8) !== 0)) return 'malformed'; // [MQTT-3.3.1-4], [MQTT-3.3.1-2]
  const topicBytes = uint16(bytes, start, end);
  const afterTopic = start + 2 + topicBytes;
  if (topicBytes < 0 || afterTopic + (qos === 0 ? 0 : 2) > end) return 'malformed';
  if (topicBytes === 0 || topicBytes > limits.topicBytes) return 'invalid-topic';
  if (qos > 0 && uint16(bytes, afterTopic, end) === 0) return 'malformed'; // [MQTT-2.3.1-1]
  return undefined; // the topic's text is compared with the device's own topics: nothing else passes
}

function checkIdOnly(bytes: Buffer, start: number, end: number): PacketFault | undefined {
  return end - start === 2 && uint16(bytes, start, end) > 0 ? undefined : 'malformed';
}

/** SUBSCRIBE has a byte with the QoS after each filter, UNSUBSCRIBE has none. */
function checkFilters(
  bytes: Buffer,
  start: number,
  end: number,
  limits: PacketLimits,
  optionBytes: 0 | 1,
): PacketFault | undefined {
  if (uint16(bytes, start, end) <= 0) return 'malformed'; // [MQTT-2.3.1-1]
  let at = start + 2;
  if (at === end) return 'malformed'; // [MQTT-3.8.3-3], [MQTT-3.10.3-2]
  for (let filters = 1; at < end; filters += 1) {
    if (filters > limits.filters) return 'too-many-filters';
    const length = uint16(bytes, at, end);
    const next = at + 2 + length + optionBytes;
    if (length < 0 || next > end) return 'malformed';
    if (length === 0 || length > limits.topicBytes) return 'invalid-topic';
    if (!isText(bytes, at + 2, at + 2 + length)) return 'invalid-text';
    if (optionBytes === 1 && (bytes[next - 1] ?? 3) > 2) return 'malformed'; // [MQTT-3-8.3-4]
    at = next;
  }
  return undefined;
}

const CONNECT_FLAG = {
  reserved: 0x01,
  will: 0x04,
  willQos: 0x18,
  willRetain: 0x20,
  password: 0x40,
  user: 0x80,
};

function checkConnect(bytes: Buffer, start: number, end: number): PacketFault | undefined {
  const nameEnd = fieldEnd(bytes, start, end);
  if (nameEnd < 0 || nameEnd + 4 > end) return 'malformed';
  const name = bytes.toString('latin1', start + 2, nameEnd);
  const level = bytes[nameEnd];
  if (name === 'MQTT' && level === 5) return undefined; // answered with CONNACK 1, [MQTT-3.1.2-2]
  if (!(name === 'MQTT' && level === 4) && !(name === 'MQIsdp' && level === 3)) return 'malformed';

  const flags = bytes[nameEnd + 1] ?? 0;
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const willQos = (flags & CONNECT_FLAG.willQos) >> 3;
  if (has(CONNECT_FLAG.reserved) || willQos === 3) return 'malformed'; // [MQTT-3.1.2-3], [MQTT-3.1.2-14]
  if (!has(CONNECT_FLAG.will) && (willQos !== 0 || has(CONNECT_FLAG.willRetain))) return 'malformed';
  if (has(CONNECT_FLAG.password) && !has(CONNECT_FLAG.user)) return 'malformed'; // [MQTT-3.1.2-22]

  let at = nameEnd + 4;
  const nextField = (what: 'text' | 'bytes'): PacketFault | undefined => {
    const next = fieldEnd(bytes, at, end);
    if (next < 0) return 'malformed';
    if (what === 'text' && !isText(bytes, at + 2, next)) return 'invalid-text';
    at = next;
    return undefined;
  };
  const fault =
    nextField('text') ?? // client id
    (has(CONNECT_FLAG.will) ? (nextField('text') ?? nextField('bytes')) : undefined) ??
    (has(CONNECT_FLAG.user) ? nextField('text') : undefined) ??
    (has(CONNECT_FLAG.password) ? nextField('bytes') : undefined);
  return fault ?? (at === end ? undefined : 'malformed');
}

/** Where a field with a two-byte length ends, or -1 when it does not fit. */
function fieldEnd(bytes: Buffer, at: number, end: number): number {
  const length = uint16(bytes, at, end);
  return length < 0 || at + 2 + length > end ? -1 : at + 2 + length;
}

/** Big-endian, or -1 when fewer than two bytes are left. */
function uint16(bytes: Buffer, at: number, end: number): number {
  return at + 2 > end ? -1 : ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

const REPLACEMENT = Buffer.from('\u{FFFD}');

/** Well-formed UTF-8 without U+0000 and without U+FFFD, which stands for text that was broken before. */
function isText(bytes: Buffer, start: number, end: number): boolean {
  const text = bytes.subarray(start, end);
  return isUtf8(text) && !text.includes(0) && !text.includes(REPLACEMENT);
}
