import { buildTopic, type Delivery, UPLINK_CHANNELS } from '@banyu/contracts';
import type { connect, IClientOptions, IPublishPacket, MqttClient } from 'mqtt';
import type { Done } from '../journal/group.ts';
import type { Clock, IngestLog } from '../ports.ts';
import { Acknowledger } from './acknowledger.ts';
import { deliveryOf } from './delivery-of.ts';

export interface SourceOptions {
  /** `mqtt://host:1883`, `mqtts://…`, `ws://…` or `wss://…`. */
  readonly url: string;
  /** Names the durable session at the broker: fixed, and of its own for each worker. */
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  /** PEM: the authority to trust, and the certificate to show. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Shares the messages with the other workers of this group, where the broker can (`$share/<group>/…`). */
  readonly sharedGroup?: string;
  readonly log: IngestLog;
  readonly clock: Clock;
}

export interface SourceState {
  readonly connected: boolean;
  /** Subscribed as asked. Without it nothing comes. */
  readonly subscribed: boolean;
  readonly problem: string | undefined;
  readonly received: number;
  readonly acknowledged: number;
  /** Handed over and not answered yet. */
  readonly pending: number;
  /** Deliveries that could not be kept: the broker was made to send them again. */
  readonly refused: number;
  /** Messages on topics that nobody asked for; acknowledged and dropped. */
  readonly strays: number;
}

/** Deliveries from an external MQTT broker. */
export interface Source {
  state(): SourceState;
  /** Takes no more, waits for what was handed over to be answered, and leaves; the session stays. */
  close(): Promise<void>;
}

/** Takes a delivery over; `done()` when it is on disk. */
export type Deliver = (delivery: Delivery, done: Done) => void;

/** Handed over and not answered: above this no more is read from the socket, below half of it again. */
const PENDING_LIMIT = { messages: 10_000, bytes: 16 * 1_024 * 1_024 } as const;
/** Pause before the first reconnect, ms; it doubles while deliveries are refused. */
const RECONNECT_MS = 1_000;
const RECONNECT_MAX_MS = 30_000;

/**
 * Connects to an external broker (MQTT 3.1.1, QoS 1, durable session) and hands its messages over. A message is
 * acknowledged when it is on disk, many at a time; one that cannot be kept ends the connection, and the broker
 * sends it again. Resolves after the first attempt to connect, failed or not: it goes on by itself.
 */
export async function connectSource(options: SourceOptions, deliver: Deliver): Promise<Source> {
  // Loaded when it is used: a server whose broker is its own has no need of a client.
  const mqtt = await import('mqtt');
  const source = new MqttSource(options, deliver, mqtt.connect);
  await source.firstAttempt;
  return source;
}

/** Keeps mqtt.js from acknowledging by itself: it answers no message whose handler reports an error. */
const NOT_YET = new Error('acknowledged later, when it is on disk');

class MqttSource implements Source {
  readonly firstAttempt: Promise<void>;
  readonly #options: SourceOptions;
  readonly #deliver: Deliver;
  readonly #client: MqttClient;
  /** The broker's name in the log: a URL may hold a password. */
  readonly #broker: string;
  #acknowledger: Acknowledger | undefined;
  #everSubscribed = false;
  #subscribed = false;
  #problem: string | undefined;
  #received = 0;
  #acknowledged = 0;
  #pending = 0;
  #pendingBytes = 0;
  #refused = 0;
  #strays = 0;
  /** Reads on, when there is room again. */
  #resume: (() => void) | undefined;
  #onDrained: (() => void) | undefined;
  #closing = false;

  constructor(options: SourceOptions, deliver: Deliver, open: typeof connect) {
    this.#options = options;
    this.#deliver = deliver;
    this.#broker = new URL(options.url).host;
    this.#client = open(options.url, connectOptions(options));
    this.#client.handleMessage = (packet, next) => this.#onMessage(packet, next);
    this.#client.on('error', (error) => this.#report(`the connection failed: ${error.message}`));
    this.firstAttempt = new Promise((resolve) => {
      this.#client.once('close', resolve);
      this.#client.on('connect', ({ sessionPresent }) => {
        void this.#subscribe(sessionPresent).then(resolve);
      });
    });
    this.#client.on('close', () => {
      this.#subscribed = false;
    });
  }

  state(): SourceState {
    return {
      connected: this.#client.connected,
      subscribed: this.#subscribed,
      problem: this.#problem,
      received: this.#received,
      acknowledged: this.#acknowledged,
      pending: this.#pending,
      refused: this.#refused,
      strays: this.#strays,
    };
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#pending > 0) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
    await this.#client.endAsync();
  }

  /** A resumed session has its subscriptions; they are asked for once all the same, as they may be of an older version. */
  async #subscribe(sessionPresent: boolean): Promise<void> {
    if (!sessionPresent || !this.#everSubscribed) {
      const { sharedGroup } = this.#options;
      const prefix = sharedGroup === undefined ? '' : `$share/${sharedGroup}/`;
      const topics = UPLINK_CHANNELS.map((channel) => prefix + buildTopic('+', '+', channel));
      try {
        const granted = await this.#client.subscribeAsync(topics, { qos: 1 });
        const lacking = granted.filter(({ qos }) => qos !== 1).map(({ topic }) => topic);
        if (lacking.length > 0) throw new Error(`the broker does not grant QoS 1 for ${lacking.join(', ')}`);
      } catch (error) {
        this.#report(`subscribing failed: ${error instanceof Error ? error.message : String(error)}`);
        return;
      }
    }
    this.#everSubscribed = true;
    this.#subscribed = true;
    this.#problem = undefined;
    this.#options.log.info({ broker: this.#broker, sessionPresent }, 'subscribed at the broker');
  }

  #onMessage(packet: IPublishPacket, next: (error?: Error) => void): void {
    if (this.#closing) return;
    this.#received += 1;
    const acknowledger = this.#acknowledgerOfConnection();
    const goOn = () => next(packet.qos === 0 ? undefined : NOT_YET);
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const delivery = deliveryOf(packet.topic, payload, this.#options.clock());
    if (delivery === undefined) {
      this.#strays += 1;
      this.#acknowledge(packet, acknowledger);
      goOn();
      return;
    }
    const bytes = delivery.payload.length;
    this.#pending += 1;
    this.#pendingBytes += bytes;
    this.#deliver(delivery, (error) => {
      this.#pending -= 1;
      this.#pendingBytes -= bytes;
      if (error === undefined) this.#acknowledge(packet, acknowledger);
      else this.#refuse(error, acknowledger);
      this.#onAnswered();
    });
    if (this.#isBelow(1)) goOn();
    else this.#resume = goOn;
  }

  #acknowledge({ qos, messageId }: IPublishPacket, acknowledger: Acknowledger): void {
    if (qos === 0 || messageId === undefined || !acknowledger.acknowledge(messageId)) return;
    this.#acknowledged += 1;
    this.#client.options.reconnectPeriod = RECONNECT_MS;
  }

  #refuse(error: Error, acknowledger: Acknowledger): void {
    this.#refused += 1;
    if (!acknowledger.refuse()) return;
    const pauseMs = this.#client.options.reconnectPeriod ?? RECONNECT_MS;
    this.#client.options.reconnectPeriod = Math.min(RECONNECT_MAX_MS, pauseMs * 2);
    this.#report(`a delivery could not be kept: ${error.message}`);
  }

  #onAnswered(): void {
    if (this.#resume !== undefined && this.#isBelow(0.5)) {
      const resume = this.#resume;
      this.#resume = undefined;
      resume();
    }
    if (this.#pending === 0) this.#onDrained?.();
  }

  /** Whether less than this share of the limit is pending. */
  #isBelow(share: number): boolean {
    const { messages, bytes } = PENDING_LIMIT;
    return this.#pending < messages * share && this.#pendingBytes < bytes * share;
  }

  #acknowledgerOfConnection(): Acknowledger {
    const { stream } = this.#client;
    if (this.#acknowledger?.stream !== stream) this.#acknowledger = new Acknowledger(stream);
    return this.#acknowledger;
  }

  /** Says a problem once, not at each attempt. */
  #report(problem: string): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#options.log.warn({ broker: this.#broker, problem }, 'the source has a problem');
  }
}

function connectOptions(options: SourceOptions): IClientOptions {
  const { clientId, username, password, ca, cert, key } = options;
  return {
    clientId,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    clean: false,
    protocolVersion: 4,
    reconnectPeriod: RECONNECT_MS,
    resubscribe: false,
  };
}
