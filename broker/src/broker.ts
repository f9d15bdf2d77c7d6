import type { Aedes } from 'aedes';
import { Admission } from './admission.ts';
import { watchAedes } from './aedes-events.ts';
import { CommandSender } from './command-sender.ts';
import { type ConnectionHouse, DeviceConnection } from './connection.ts';
import { DeviceRates } from './device-rates.ts';
import { Handover } from './handover.ts';
import { type BrokerLimits, DEFAULT_LIMITS } from './limits.ts';
import { type Listener, type ListenerHouse, listenTcp, listenTls } from './listeners.ts';
import { Login } from './login.ts';
import { Observers } from './observers.ts';
import { type BrokerOptions, type Certificate, checkListeners } from './options.ts';
import type { BrokerPorts } from './ports.ts';
import { QuietAedes } from './quiet-aedes.ts';
import { QuietLog } from './quiet-log.ts';
import { findRetainedByName } from './retained-by-name.ts';
import { Roster } from './roster.ts';
import { type BrokerStatistics, Counters } from './statistics.ts';
import { subscriptionHooks } from './subscriptions.ts';
import { systemMessages } from './system-topics.ts';
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
   * that listens for commands; false when there is none now. Nothing is kept for later: the sender tries again,
   * say at `onListening`. `onAcknowledged` is called at the device's PUBACK, never when it subscribed with QoS 0.
   */
  command(
    plant: string,
    device: string,
    payload: string | Uint8Array,
    onAcknowledged?: () => void,
  ): Promise<boolean>;
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
  const broker = new AedesBroker(options, ports);
  await broker.open(options.listeners);
  return broker;
}

const monotonicNow = (): number => performance.now();

const SYSTEM_EVERY_MS = 10_000;

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
  readonly #commands: CommandSender;
  readonly #observers: Observers;
  readonly #roster: Roster;
  readonly #aedes: Aedes;
  /** Topics of the retained messages. */
  #retained: ReadonlySet<string> = new Set();
  readonly #house: ConnectionHouse;
  readonly #listeners = new Map<ListenerName, Listener>();
  readonly #version: string;
  readonly #systemEveryMs: number;
  readonly #startedAt = monotonicNow();
  #sweeping: NodeJS.Timeout | undefined;
  #telling: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: BrokerOptions, ports: BrokerPorts) {
    const counters = this.#counters;
    const limits: BrokerLimits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#limits = limits;
    this.#version = options.version ?? 'unknown';
    this.#systemEveryMs = options.systemEveryMs ?? SYSTEM_EVERY_MS;
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
      isOnline: (device) => this.#roster.connectionOf(device) !== undefined,
      observersOnline: () => this.#observers.size,
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
    this.#commands = new CommandSender({
      counters,
      commandBytes: limits.commandBytes,
      connectionOf: (device) => this.#roster.connectionOf(device),
    });
    this.#observers = new Observers(() => this.#systemMessages(), counters);
    this.#rates = new DeviceRates(limits, limits.publishBytes);
    this.#roster = new Roster({
      ports,
      counters,
      rates: this.#rates,
      observers: this.#observers,
      monotonicNow,
    });
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
    this.#retained = findRetainedByName(this.#aedes);
    this.#watchAedes();
    this.#telling = setInterval(() => this.#observers.tellAll(), this.#systemEveryMs);
    this.#telling.unref();
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
      online: this.#roster.devices,
      observers: this.#observers.size,
      subscriptions: this.#roster.subscriptions,
      retained: this.#retained.size,
      waitingLogins: this.#login.waiting,
      pendingMessages: this.#total.messages,
      pendingBytes: this.#total.bytes,
    });
  }

  command(
    plant: string,
    device: string,
    payload: string | Uint8Array,
    onAcknowledged: () => void = () => {},
  ): Promise<boolean> {
    return this.#commands.send(plant, device, payload, onAcknowledged);
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
    for (const connection of this.#roster.connections) connection.stopReading();
    await this.#inHandAnswered();
    await new Promise((resolve) => this.#aedes.close(() => resolve(undefined)));
    await this.#inHandAnswered(); // closing a connection that did not take leave publishes its will
    for (const connection of this.#roster.connections) connection.destroy();
    const impatient = setTimeout(() => this.#admission.destroyAll(), this.#limits.lingerMs);
    await listenersClosed;
    clearTimeout(impatient);
    clearInterval(this.#sweeping);
    clearInterval(this.#telling);
  }

  #systemMessages() {
    return systemMessages({
      statistics: this.statistics(),
      uptimeSeconds: (monotonicNow() - this.#startedAt) / 1000,
      version: this.#version,
      others: this.#ports.systemFigures?.() ?? {},
    });
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
        this.#roster.add(connection);
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

  #watchAedes(): void {
    const { ready, subscribed, unsubscribed } = this.#roster;
    watchAedes(this.#aedes, {
      ready,
      subscribed,
      unsubscribed,
      acknowledged: (connection) => connection.commandAcknowledged.shift()?.(),
      broken: () => {
        this.#counters.broken += 1;
      },
      fault: (err) => {
        this.#counters.faults += 1;
        this.#ports.log.error({ err }, 'The broker library reported a fault');
      },
    });
  }
}

/** Longest client id of MQTT 3.1, which allows 23 characters: devices' ids are longer, observers' longer still. */
const MAX_ID_LENGTH = 256;
