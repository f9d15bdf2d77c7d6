import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'mqtt';

/** Messages on their way at once. */
const WINDOW = 20;

const KEEPALIVE_S = 60;
const CONNECT_WITHIN_MS = 10_000;
const ACKNOWLEDGE_WITHIN_MS = 60_000;
const GOODBYE_WITHIN_MS = 2_000;

/** Waiting time after failures, ms: doubled each time up to the most, with chance so that many do not come at once. */
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 15_000;

/**
 * @typedef {object} UplinkOptions
 * @property {string} url of the broker: mqtt, mqtts, ws or wss
 * @property {string} plant
 * @property {string} device also client id and user name
 * @property {string} secret
 * @property {object} [tls] what mqtt.js takes besides, such as `ca`
 * @property {string} firmware what the status says we are
 * @property {import('./backlog.js').Backlog} backlog
 * @property {(state: State) => void} onState told at each change, and when messages were acknowledged
 * @property {(error: unknown) => void} onError the backlog could not be read or written; the next sample tries again
 */

/** @typedef {{ connected: boolean; reason?: string }} State */

/**
 * Sends a device's backlog, oldest first, whenever there is a connection. mqtt.js neither reconnects nor remembers
 * here: what is sent again is decided from the backlog alone, and forgotten at PUBACK only.
 */
export class Uplink {
  #options;
  #topics;
  /** @type {import('mqtt').MqttClient | undefined} */
  #client;
  #connected = false;
  /** @type {string | undefined} why the connection is going to close */
  #reason;
  #failures = 0;
  #sentUpTo = 0;
  #onTheirWay = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #retry;
  /** @type {NodeJS.Timeout | undefined} */
  #watch;
  #closed = false;

  /** @param {UplinkOptions} options */
  constructor(options) {
    this.#options = options;
    const root = `banyu/v1/${options.plant}/${options.device}`;
    this.#topics = { telemetry: `${root}/telemetry`, status: `${root}/status` };
  }

  /** Messages up to this one of the backlog are on their way or were acknowledged. */
  get sentUpTo() {
    return this.#sentUpTo;
  }

  /** Connects, and again whenever the connection is lost. Throws Error when the URL is none that mqtt.js knows. */
  open() {
    const { url, device, secret, tls } = this.#options;
    this.#reason = undefined;
    const client = connect(url, {
      ...tls,
      protocolVersion: 4,
      clientId: device,
      username: device,
      password: secret,
      clean: true,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_WITHIN_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      will: {
        topic: this.#topics.status,
        payload: Buffer.from('{"v":1,"state":"offline"}'),
        qos: 1,
        retain: true,
      },
    });
    this.#client = client;
    client.on('connect', () => this.#opened(client));
    client.on('error', (error) => {
      const { code = 'error' } = /** @type {NodeJS.ErrnoException} */ (error);
      this.#reason ??= error.message === '' ? String(code) : error.message;
      // Of a refused log-in mqtt.js leaves the closing to us.
      client.end(true);
      this.#lost(client);
    });
    client.on('close', () => this.#lost(client));
  }

  /** There is something new in the backlog. */
  pump() {
    const client = this.#client;
    if (client === undefined || !this.#connected || this.#closed) return;
    const room = WINDOW - this.#onTheirWay;
    if (room <= 0) return;
    for (const { id, payload } of this.#next(room)) {
      this.#sentUpTo = id;
      this.#onTheirWay += 1;
      this.#watchOver(client);
      client.publish(this.#topics.telemetry, payload, { qos: 1 }, (error) => {
        // An error here is the connection's, which closes: the message stays in the backlog.
        if (client === this.#client && this.#connected && !error) this.#acknowledged(client, id);
      });
    }
  }

  /** @param {number} most */
  #next(most) {
    try {
      return this.#options.backlog.next(this.#sentUpTo, most);
    } catch (error) {
      this.#options.onError(error);
      return [];
    }
  }

  /** Says goodbye, so that the device is shown as offline at once, and closes. What is not sent stays in the backlog. */
  async close() {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#watch);
    const client = this.#client;
    if (client === undefined) return;
    if (this.#connected) {
      client.publish(this.#topics.status, this.#status('offline'), { qos: 1, retain: true });
      const left = client.endAsync(false).catch(() => {});
      await Promise.race([left, sleep(GOODBYE_WITHIN_MS, undefined, { ref: false })]);
    }
    this.#client = undefined;
    // Otherwise mqtt.js would wait for acknowledgements that may never come.
    client.end(true);
    client.stream.destroy();
  }

  /** @param {import('mqtt').MqttClient} client */
  #opened(client) {
    if (client !== this.#client || this.#closed) return;
    this.#connected = true;
    this.#sentUpTo = 0;
    this.#onTheirWay = 0;
    client.publish(this.#topics.status, this.#status('online'), { qos: 1, retain: true }, (error) => {
      // A broker that lets a device in and cuts it off at its first word is not to be asked each second.
      if (!error) this.#failures = 0;
    });
    this.#options.onState({ connected: true });
    this.pump();
  }

  /**
   * @param {import('mqtt').MqttClient} client
   * @param {number} id
   */
  #acknowledged(client, id) {
    this.#onTheirWay -= 1;
    clearTimeout(this.#watch);
    this.#watch = undefined;
    try {
      this.#options.backlog.acknowledge(id);
    } catch (error) {
      this.#options.onError(error);
    }
    if (this.#closed) return;
    this.pump();
    if (this.#onTheirWay > 0) this.#watchOver(client);
    this.#options.onState({ connected: true });
  }

  /** @param {import('mqtt').MqttClient} client */
  #lost(client) {
    if (client !== this.#client || this.#closed) return;
    this.#client = undefined;
    this.#connected = false;
    this.#sentUpTo = 0;
    this.#onTheirWay = 0;
    clearTimeout(this.#watch);
    this.#watch = undefined;
    const boundMs = Math.min(MOST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#retry = setTimeout(() => this.open(), boundMs * (0.5 + Math.random() / 2));
    this.#options.onState({ connected: false, reason: this.#reason ?? 'the broker closed the connection' });
  }

  /**
   * Cuts the connection when nothing is acknowledged for too long.
   *
   * @param {import('mqtt').MqttClient} client
   */
  #watchOver(client) {
    this.#watch ??= setTimeout(() => {
      this.#reason = `nothing was acknowledged for ${ACKNOWLEDGE_WITHIN_MS / 1000} s`;
      client.stream.destroy();
    }, ACKNOWLEDGE_WITHIN_MS);
  }

  /** @param {'online' | 'offline'} state */
  #status(state) {
    const { backlog, firmware } = this.#options;
    const { samples, dropped } = backlog;
    return JSON.stringify({ v: 1, state, t: Date.now(), firmware, backlog: samples, dropped });
  }
}
