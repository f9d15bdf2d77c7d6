import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet';
import { eventually } from './eventually.ts';
import { PLANT, secretOf } from './rig.ts';

/** A client that sends what the test gives it, well formed or not, and keeps what comes back. */
export class RawClient {
  readonly received: Packet[] = [];
  closed = false;
  readonly socket: Duplex;

  constructor(socket: Duplex) {
    this.socket = socket;
    const packets = parser();
    packets.on('packet', (packet) => this.received.push(packet));
    packets.on('error', () => {}); // an answer that is no MQTT: HTTP, TLS
    socket.on('data', (chunk: Buffer) => packets.parse(chunk));
    socket.on('error', () => {}); // a reset is one of the ways the broker may close
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.closed = true;
      });
    }
  }

  /** Connects without a word of MQTT. */
  static async open(port: number): Promise<RawClient> {
    const socket = connectTcp(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Connects and logs in as this device. */
  static async logIn(
    port: number,
    device: string,
    connect: Partial<IConnectPacket> = {},
  ): Promise<RawClient> {
    const client = await RawClient.open(port);
    client.send(connectPacket(device, connect));
    await client.receive('connack');
    return client;
  }

  send(...packets: readonly (Buffer | Packet)[]): void {
    this.socket.write(
      Buffer.concat(packets.map((packet) => (Buffer.isBuffer(packet) ? packet : generate(packet)))),
    );
  }

  /** Waits until so many packets of a kind have come, and gives all of that kind. */
  async receive<Cmd extends Packet['cmd']>(cmd: Cmd, count = 1): Promise<Extract<Packet, { cmd: Cmd }>[]> {
    const ofKind = (): Extract<Packet, { cmd: Cmd }>[] =>
      this.received.filter((packet): packet is Extract<Packet, { cmd: Cmd }> => packet.cmd === cmd);
    await eventually(() => ofKind().length >= count, `${count} ${cmd} received, but ${ofKind().length}`);
    return ofKind();
  }

  async returnCode(): Promise<number | undefined> {
    const [connack] = await this.receive('connack');
    return connack?.returnCode;
  }

  async untilClosed(): Promise<void> {
    await eventually(() => this.closed, 'the broker closed the connection');
  }

  /** The ids of the acknowledgements that came, in order. */
  get acknowledged(): number[] {
    return this.received.flatMap((packet) => (packet.cmd === 'puback' ? [packet.messageId ?? 0] : []));
  }
}

export function connectPacket(device: string, connect: Partial<IConnectPacket> = {}): Packet {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    clientId: device,
    username: device,
    password: Buffer.from(secretOf(device)),
    ...connect,
  };
}

interface PublishFields {
  readonly channel?: string;
  readonly topic?: string;
  readonly qos?: 0 | 1 | 2;
  readonly id?: number;
  readonly retain?: boolean;
  readonly dup?: boolean;
}

export function publishPacket(device: string, payload: string, fields: PublishFields = {}): Packet {
  const { channel = 'telemetry', topic = `banyu/v1/${PLANT}/${device}/${channel}` } = fields;
  const { qos = 1, id = 1, retain = false, dup = false } = fields;
  return { cmd: 'publish', topic, payload, qos, retain, dup, ...(qos === 0 ? {} : { messageId: id }) };
}

/** A packet of any type with a right length and a body of the test's own making. */
export function framed(type: number, flags: number, ...body: readonly (Buffer | number[])[]): Buffer {
  const bytes = Buffer.concat(body.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([(type << 4) | flags, ...remainingLength(bytes.length)]), bytes]);
}

export function remainingLength(length: number): number[] {
  const bytes: number[] = [];
  let left = length;
  do {
    const low = left % 128;
    left = Math.floor(left / 128);
    bytes.push(left > 0 ? low | 0x80 : low);
  } while (left > 0);
  return bytes;
}

/** Text or bytes behind their two-byte length. */
export function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
