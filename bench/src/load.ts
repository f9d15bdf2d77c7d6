// A load of devices in a process of its own: pre-encoded frames with the time and the number patched in place,
// so that the generator costs little beside what it measures. Takes one JSON text on stdin, answers one JSON line.
import { createConnection, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import mqtt from 'mqtt-packet';

export interface LoadOptions {
  readonly port: number;
  readonly devices: readonly { readonly plant: string; readonly device: string; readonly secret: string }[];
  /** Messages a device may have unacknowledged. */
  readonly window: number;
  readonly seconds: number;
  /** Messages a second over all devices; undefined for as many as are acknowledged. */
  readonly rate?: number;
}

export interface LoadResult {
  readonly acknowledged: number;
  readonly seconds: number;
  /** Publish to PUBACK, ms, of a sample of messages. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly cpuSeconds: number;
}

/** Readings in each message of the load. */
export const READINGS_PER_MESSAGE = 6;

const PUBACK = 0x40;
const CONNACK = 0x20;
const FIRST_SEQ = 100_000_000;
const LATENCY_EVERY = 37;

class LoadDevice {
  readonly #socket: Socket;
  readonly #frame: Buffer;
  readonly #seqAt: number;
  readonly #timeAt: number;
  readonly #idAt: number;
  readonly #sentAt = new Map<number, number>();
  readonly #latencies: number[];
  #rest: Buffer = Buffer.alloc(0);
  #seq = FIRST_SEQ;
  #packetId = 0;
  #lastTime = 0;
  #inFlight = 0;
  acknowledged = 0;
  ready: Promise<void>;
  onAck: () => void = () => {};

  constructor(port: number, identity: LoadOptions['devices'][number], latencies: number[]) {
    this.#latencies = latencies;
    const payload = `{"v":1,"boot":"bench","seq":${FIRST_SEQ},"samples":[{"t":1700000000000,"ph":7.12,"cod":81.3,"tss":24,"nh3n":3.2,"flow":35.6,"temperature":28.4}]}`;
    this.#frame = mqtt.generate({
      cmd: 'publish',
      topic: `banyu/v1/${identity.plant}/${identity.device}/telemetry`,
      payload,
      qos: 1,
      messageId: 1,
      dup: false,
      retain: false,
    });
    const at = this.#frame.length - payload.length;
    this.#idAt = at - 2;
    this.#seqAt = at + payload.indexOf(String(FIRST_SEQ));
    this.#timeAt = at + payload.indexOf('1700000000000');
    this.#socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
    this.ready = new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.once('close', () => reject(new Error(`${identity.device}: connection closed`)));
      this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk, resolve));
    });
    this.#socket.write(
      mqtt.generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: identity.device,
        keepalive: 60,
        username: identity.device,
        password: Buffer.from(identity.secret),
      }),
    );
  }

  /** Sends up to `count` messages in one write, as far as the window allows; returns how many. */
  send(count: number, window: number): number {
    const n = Math.min(count, window - this.#inFlight);
    if (n <= 0) return 0;
    const size = this.#frame.length;
    const out = Buffer.allocUnsafe(n * size);
    const now = performance.now();
    for (let i = 0; i < n; i++) {
      const at = i * size;
      this.#packetId = (this.#packetId % 65_535) + 1;
      this.#seq += 1;
      this.#lastTime = Math.max(Date.now(), this.#lastTime + 1);
      this.#frame.copy(out, at);
      out.writeUInt16BE(this.#packetId, at + this.#idAt);
      out.write(String(this.#seq), at + this.#seqAt, 'latin1');
      out.write(String(this.#lastTime), at + this.#timeAt, 'latin1');
      if (this.#seq % LATENCY_EVERY === 0) this.#sentAt.set(this.#packetId, now);
    }
    this.#inFlight += n;
    this.#socket.write(out);
    return n;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  end(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #receive(chunk: Buffer, connected: () => void): void {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let acknowledged = 0;
    while (data.length >= 4) {
      if (data[0] === CONNACK) {
        if (data[3] !== 0) throw new Error(`log-in refused with code ${data[3]}`);
        connected();
      } else if (data[0] === PUBACK) {
        acknowledged += 1;
        const id = data.readUInt16BE(2);
        const sentAt = this.#sentAt.get(id);
        if (sentAt !== undefined) {
          this.#latencies.push(performance.now() - sentAt);
          this.#sentAt.delete(id);
        }
      } else throw new Error(`unexpected packet ${data[0]}`);
      data = data.subarray(4);
    }
    this.#rest = data;
    if (acknowledged === 0) return;
    this.#inFlight -= acknowledged;
    this.acknowledged += acknowledged;
    this.onAck();
  }
}

async function run(options: LoadOptions): Promise<LoadResult> {
  const latencies: number[] = [];
  const devices = options.devices.map((identity) => new LoadDevice(options.port, identity, latencies));
  await Promise.all(devices.map((device) => device.ready));
  const cpu = process.cpuUsage();
  const begin = performance.now();
  const end = begin + options.seconds * 1_000;
  if (options.rate === undefined) {
    for (const device of devices) {
      device.onAck = () => {
        if (performance.now() < end) device.send(options.window, options.window);
      };
      device.send(options.window, options.window);
    }
    await delay(options.seconds * 1_000);
  } else {
    await pace(devices, options, options.rate, end);
  }
  const deadline = performance.now() + 10_000;
  while (devices.some((device) => device.inFlight > 0) && performance.now() < deadline) await delay(5);
  const seconds = (performance.now() - begin) / 1_000;
  const used = process.cpuUsage(cpu);
  for (const device of devices) device.end();
  latencies.sort((a, b) => a - b);
  const at = (q: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? 0;
  return {
    acknowledged: devices.reduce((sum, device) => sum + device.acknowledged, 0),
    seconds,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    cpuSeconds: (used.user + used.system) / 1e6,
  };
}

async function pace(devices: LoadDevice[], options: LoadOptions, rate: number, end: number): Promise<void> {
  const begin = performance.now();
  let sent = 0;
  let turn = 0;
  for (let now = begin; now < end; now = performance.now()) {
    let due = Math.floor(((now - begin) / 1_000) * rate) - sent;
    for (let tries = 0; due > 0 && tries < devices.length; tries++) {
      const n = devices[turn++ % devices.length]?.send(1, options.window) ?? 0;
      sent += n;
      due -= n;
    }
    await delay(1);
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

if (import.meta.main) {
  const options: LoadOptions = JSON.parse(await text(process.stdin));
  process.stdout.write(`${JSON.stringify(await run(options))}\n`);
}
