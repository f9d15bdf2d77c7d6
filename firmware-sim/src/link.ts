import type { SecureContext } from 'node:tls';
import { connect, type MqttClient } from 'mqtt';

/** One connection to the broker: it is opened, it may become usable, and it closes once and for all. */
export interface Link {
  /** Publishes with QoS 1; `acknowledged` is called at PUBACK, and never after the link has closed. */
  publish(topic: string, payload: string, retain: boolean, acknowledged: () => void): void;
  /** Subscribes with QoS 1; `refused` when the broker does not grant it. */
  subscribe(topic: string, received: (payload: string) => void, refused: (reason: string) => void): void;
  /** Sends DISCONNECT, so that the will is not published, and closes. */
  leave(): void;
  /** Closes without a word. */
  destroy(): void;
}

/** The only certificate authority to trust: its PEM, and the same made ready once for all connections. */
export interface Trust {
  readonly ca: string;
  readonly secureContext: SecureContext;
}

export interface LinkOptions {
  readonly url: string;
  readonly trust?: Trust;
  /** Client id. */
  readonly device: string;
  readonly username: string;
  readonly password: string;
  /** Retained by the broker when the connection is lost. */
  readonly will: { readonly topic: string; readonly payload: string };
}

/**
 * How a connection, or the attempt at one, ended: by us in good order or not, by a refusal of the broker, because it
 * could not be reached, or because it closed.
 */
export type Ended = 'left' | 'given-up' | 'refused' | 'unreachable' | 'closed';

export interface LinkEvents {
  connected(): void;
  /** Once, for whatever reason; nothing is called after it. */
  closed(reason: string, how: Ended): void;
}

export type OpenLink = (options: LinkOptions, events: LinkEvents) => Link;

const KEEPALIVE_S = 60;
/**
 * From the first packet to CONNACK. Patient: a server to which a whole fleet comes back answers late, and whoever gives
 * up has made it work for nothing and comes again.
 */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * A link over mqtt.js with all its own remembering off: it neither reconnects nor queues nor keeps a session. What is
 * sent again is decided from the backlog. Throws when the URL is none that mqtt.js knows.
 */
export const openMqttLink: OpenLink = (options, events) => {
  const client = connect(options.url, {
    protocolVersion: 4,
    clientId: options.device,
    username: options.username,
    password: options.password,
    ...options.trust,
    clean: true,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    will: { topic: options.will.topic, payload: Buffer.from(options.will.payload), qos: 1, retain: true },
  });
  return new MqttLink(client, events);
};

class MqttLink implements Link {
  readonly #client: MqttClient;
  readonly #events: LinkEvents;
  #closed = false;
  #leaving = false;

  constructor(client: MqttClient, events: LinkEvents) {
    this.#client = client;
    this.#events = events;
    client.on('connect', () => {
      if (!this.#closed) events.connected();
    });
    client.on('error', (error) => this.#close(...endedBy(error)));
    client.on('close', () => this.#close('the connection was closed', this.#leaving ? 'left' : 'closed'));
  }

  publish(topic: string, payload: string, retain: boolean, acknowledged: () => void): void {
    this.#client.publish(topic, payload, { qos: 1, retain }, (error) => {
      // An error here is the connection's, and its closing is told by `closed`.
      if (!this.#closed && !error) acknowledged();
    });
  }

  subscribe(topic: string, received: (payload: string) => void, refused: (reason: string) => void): void {
    this.#client.on('message', (sentTo, payload) => {
      if (!this.#closed && sentTo === topic) received(payload.toString());
    });
    this.#client.subscribe(topic, { qos: 1 }, (error, granted) => {
      if (this.#closed) return;
      if (error) refused(error.message);
      else if (granted?.some(({ qos }) => qos === 128)) refused('not granted');
    });
  }

  leave(): void {
    this.#leaving = true;
    this.#client.end(false);
  }

  destroy(): void {
    this.#close('given up', this.#leaving ? 'left' : 'given-up');
  }

  #close(reason: string, how: Ended): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.end(true);
    // After `leave`, mqtt.js waits for acknowledgements that may never come, and takes no second `end`.
    this.#client.stream.destroy();
    this.#events.closed(reason, how);
  }
}

/** A number is the broker's answer, a name the system's; a connection that is reset was closed by the other side. */
function endedBy(error: Error): [reason: string, how: Ended] {
  const code = 'code' in error ? error.code : undefined;
  const reason = error.message === '' ? String(code) : error.message;
  if (typeof code === 'number') return [reason, 'refused'];
  return [reason, code === 'ECONNRESET' || code === 'EPIPE' ? 'closed' : 'unreachable'];
}
