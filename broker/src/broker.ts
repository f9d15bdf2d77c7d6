import { buildTopic, InvalidInputError, isId } from '@banyu/contracts';
import type { Aedes, Client } from 'aedes';
import { Admission } from './admission.ts';
import { type ConnectionHouse, DeviceConnection } from './connection.ts';
import { DeviceRates } from './device-rates.ts';
import { Handover } from './handover.ts';
import { type BrokerLimits, DEFAULT_LIMITS } from './limits.ts';
import { type Listener, type ListenerHouse, listenTcp, listenTls } from './listeners.ts';
import { Login } from './login.ts';
import { type BrokerOptions, type Certificate, checkListeners } from './options.ts';
import type { BrokerPorts } from './ports.ts';
import { QuietAedes } from './quiet-aedes.ts';
import { QuietLog } from './quiet-log.ts';
import { findRetainedByName } from './retained-by-name.ts';
import { type BrokerStatistics, Counters } from './statistics.ts';
import { subscriptionHooks } from './subscriptions.ts';
import { TotalPending } from './total-pending.ts';
import { listenWebSocket } from './websocket-listener.ts';

export interface ListenerAddress {
  readonly host: string;
  readonly port: number;
}

export type ListenerName = keyof BrokerOptions['listeners'];

export interface Broker {
  /** Where it listens, with the ports that were really taken. */
  readonly addresses: Readonly<Partial<Record<ListenerName, ListenerAddress>>>;
  statistics(): BrokerStatistics;
  /**
   * Sends a command to a device, QoS 1, not retained. True when it was written to the connection of a device
   * that listens for commands; false when there is none now. Nothing is kept for later: the sender tries again.
   */
  command(plant: string, device: string, payload: string | Uint8Array): Promise<boolean>;
  /** New TLS connections of these listeners use the new certificate; throws when it is unusable. */
  reloadCertificate(certificate: Certificate): void;
  /** Takes no more, lets the deliveries in hand finish, closes all connections; their wills are delivered. */
  close(): Promise<void>;
}

/**
 * Starts the MQTT broker (3.1 and 3.1.1). Rejects with ConfigurationError when the options are unsafe, and
 * with the system's error when a port cannot be taken.
 */
export async function startBroker(options: BrokerOptions, ports: BrokerPorts): Promise<Broker> {
  checkListeners(options);
  const broker = new AedesBroker({ ...DEFAULT_LIMITS, ...options.limits }, ports);
  await broker.open(options.listeners);
  return broker;
}

const monotonicNow = (): number => performance.now();

class AedesBroker implements Broker {
  readonly #limits: BrokerLimits;
  readonly #ports: BrokerPorts;
  readonly #counters = new Counters();
  readonly #total: TotalPending;
  readonly #log: QuietLog;
  readonly #login: Login;
  readonly #handover: Handover;
  readonly #rates: DeviceRates;
  readonly #admission: Admission;
  readonly #aedes: Aedes;
  readonly #house: ConnectionHouse;
  readonly #listeners = new Map<ListenerName, Listener>();
  readonly #connections = new Set<DeviceConnection>();
  readonly #online = new Map<string, DeviceConnection>();
  #sweeping: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  constructor(limits: BrokerLimits, ports: BrokerPorts) {
    const counters = this.#counters;
    this.#limits = limits;
    this.#ports = ports;
    const log = new QuietLog(ports.log, monotonicNow);
    this.#log = log;
    this.#total = new TotalPending({
      messagesHigh: limits.totalMessagesHigh,
      messagesLow: limits.totalMessagesLow,
      bytesHigh: limits.totalBytesHigh,
      bytesLow: limits.totalBytesLow,
    });
    this.#house = {
      limits,
      counters,
      total: this.#total,
      monotonicNow,
      onFault: (connection, fault) => {
        counters.refused[fault] += 1;
        log.warn(
          { ...connection.origin, device: connection.identity?.device, fault },
          'Connection closed: bad packet',
        );
      },
    };
    this.#login = new Login({
      ports,
      limits,
      counters,
      log,
      isOnline: (device) => this.#online.has(device),
      monotonicNow,
    });
    this.#handover = new Handover({
      ports,
      counters,
      log,
      timeoutMs: limits.handoverTimeoutMs,
      now: Date.now,
      monotonicNow,
    });
    this.#rates = new DeviceRates(limits, limits.publishBytes);
    this.#admission = new Admission(limits, counters);
    this.#aedes = new QuietAedes({
      connectTimeout: limits.connectTimeoutMs,
      drainTimeout: limits.drainTimeoutMs,
      queueLimit: limits.loginQueue,
      maxInflightInbound: limits.qos2InFlight,
      maxTopicLevels: limits.topicLevels,
      maxClientsIdLength: MAX_ID_LENGTH,
      preConnect: this.#login.preConnect,
      authenticate: this.#login.authenticate,
      authorizePublish: this.#handover.authorizePublish,
      ...subscriptionHooks(counters, log),
    });
  }

  async open(options: BrokerOptions['listeners']): Promise<void> {
    await this.#aedes.listen();
    findRetainedByName(this.#aedes);
    this.#listenToAedes();
    this.#sweeping = setInterval(this.#sweep, Math.min(1_000, this.#limits.handoverTimeoutMs / 2));
    this.#sweeping.unref();
    try {
      const { tcp, tls, websocket } = options;
      const house = this.#listenerHouse();
      if (tcp !== undefined) this.#listeners.set('tcp', await listenTcp(tcp, house));
      if (tls !== undefined) this.#listeners.set('tls', await listenTls(tls, house));
      if (websocket !== undefined) {
        this.#listeners.set('websocket', await listenWebSocket(websocket, house, this.#limits.publishBytes));
      }
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  get addresses(): Readonly<Partial<Record<ListenerName, ListenerAddress>>> {
    return Object.fromEntries([...this.#listeners].map(([name, { host, port }]) => [name, { host, port }]));
  }

  statistics(): BrokerStatistics {
    return this.#counters.statistics({
      open: this.#admission.open,
      online: this.#online.size,
      waitingLogins: this.#login.waiting,
      pendingMessages: this.#total.messages,
      pendingBytes: this.#total.bytes,
    });
  }

  async command(plant: string, device: string, payload: string | Uint8Array): Promise<boolean> {
    if (!isId(plant) || !isId(device)) {
      throw new InvalidInputError(`Cannot address a command to "${plant}/${device}": not ids`, {
        field: 'device',
      });
    }
    const bytes = Buffer.from(payload);
    if (bytes.length > this.#limits.commandBytes) {
      throw new InvalidInputError(
        `The command has ${bytes.length} bytes, at most ${this.#limits.commandBytes} are sent`,
        { field: 'payload' },
      );
    }
    const topic = buildTopic(plant, device, 'command');
    const connection = this.#online.get(device);
    const listening = connection?.hearsCommands === true && connection.access?.mayReceive(topic) === true;
    if (!listening || connection.writableNeedDrain) {
      this.#counters.commandsUndeliverable += 1;
      return false;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#aedes.publish(
      { cmd: 'publish', topic, payload: bytes, qos: 1, retain: false, dup: false },
      (error) => (error ? reject(error) : resolve()),
    );
    await promise;
    if (connection.destroyed) {
      this.#counters.commandsUndeliverable += 1;
      return false;
    }
    this.#counters.commandsSent += 1;
    return true;
  }

  reloadCertificate(certificate: Certificate): void {
    for (const listener of this.#listeners.values()) listener.reload?.(certificate);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const listenersClosed = Promise.all([...this.#listeners.values()].map((listener) => listener.close()));
    for (const connection of this.#connections) connection.stopReading();
    await this.#inHandAnswered();
    await new Promise((resolve) => this.#aedes.close(() => resolve(undefined)));
    await this.#inHandAnswered(); // closing a connection that did not take leave publishes its will
    for (const connection of this.#connections) connection.destroy();
    const impatient = setTimeout(() => this.#admission.destroyAll(), this.#limits.lingerMs);
    await listenersClosed;
    clearTimeout(impatient);
    clearInterval(this.#sweeping);
  }

  /** Resolves when ingest has answered everything, at the latest at the time-out. */
  async #inHandAnswered(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#limits.closeTimeoutMs);
    });
    await Promise.race([this.#total.whenEmpty(), timeout]);
    clearTimeout(timer);
    await new Promise((resolve) => setImmediate(resolve)); // the answers just given are written by then
  }

  readonly #sweep = (): void => {
    this.#handover.sweep();
    this.#rates.sweep(monotonicNow());
  };

  #listenerHouse(): ListenerHouse {
    return {
      admit: this.#admission.admit,
      serve: (socket, origin) => {
        const connection = new DeviceConnection(socket, origin, this.#house);
        this.#connections.add(connection);
        connection.once('close', () => this.#gone(connection));
        this.#aedes.handle(connection);
      },
      onRefused: (reason, address) => {
        this.#counters.refused[reason] += 1;
        this.#log.warn({ address, reason }, 'Connection refused');
      },
      onError: (err) => this.#ports.log.error({ err }, 'A listener reported an error'),
      connectTimeoutMs: this.#limits.connectTimeoutMs,
    };
  }

  #listenToAedes(): void {
    this.#aedes.on('clientReady', ({ conn }) => {
      if (conn instanceof DeviceConnection) this.#ready(conn);
    });
    this.#aedes.on('subscribe', (subscriptions, { conn }) => {
      if (conn instanceof DeviceConnection && subscriptions.some(({ qos }) => Number(qos) < SUBACK_FAILURE)) {
        conn.hearsCommands = true;
      }
    });
    this.#aedes.on('unsubscribe', (filters, { conn }) => {
      if (
        conn instanceof DeviceConnection &&
        filters.some((filter) => filter === conn.access?.commandTopic)
      ) {
        conn.hearsCommands = false;
      }
    });
    const broken = ({ conn }: Client): void => {
      if (!(conn instanceof DeviceConnection) || conn.broken) return; // each of its open writes may say so again
      conn.broken = true;
      this.#counters.broken += 1;
    };
    this.#aedes.on('clientError', broken);
    this.#aedes.on('connectionError', broken);
    // Aedes' types do not list `error`, but it is emitted, and without a listener it would end the process.
    const events: NodeJS.EventEmitter = this.#aedes;
    events.on('error', (err: unknown) => {
      this.#counters.faults += 1;
      this.#ports.log.error({ err }, 'The broker library reported a fault');
    });
  }

  #ready(connection: DeviceConnection): void {
    const { identity } = connection;
    if (identity === undefined || connection.destroyed) return;
    const before = this.#online.get(identity.device);
    this.#online.set(identity.device, connection);
    if (before !== undefined && before !== connection) before.destroy(); // Aedes closes it first, but for races
    connection.loggedIn(before?.rate ?? this.#rates.take(identity.device, monotonicNow()));
    this.#ports.onPresence?.({ ...identity, online: true, at: Date.now() });
  }

  #gone(connection: DeviceConnection): void {
    this.#connections.delete(connection);
    const { identity } = connection;
    if (identity === undefined || this.#online.get(identity.device) !== connection) return;
    this.#online.delete(identity.device);
    if (connection.rate !== undefined) this.#rates.rest(identity.device, connection.rate, monotonicNow());
    this.#ports.onPresence?.({ ...identity, online: false, at: Date.now() });
  }
}

/** The return code of a refused filter, MQTT 3.1.1 section 3.9.3. */
const SUBACK_FAILURE = 0x80;

/** The contract's longest id: MQTT 3.1 itself would allow 23 characters. */
const MAX_ID_LENGTH = 48;
