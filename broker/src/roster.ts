import { ObserverAccess } from './access.ts';
import type { DeviceConnection } from './connection.ts';
import type { DeviceRates } from './device-rates.ts';
import { observerUser } from './observer-name.ts';
import type { ObserverLink, Observers } from './observers.ts';
import type { BrokerPorts, Identity } from './ports.ts';
import type { Counters } from './statistics.ts';

interface RosterParts {
  readonly ports: BrokerPorts;
  readonly counters: Counters;
  readonly rates: DeviceRates;
  readonly observers: Observers;
  /** Ms of a clock that does not run backwards. */
  readonly monotonicNow: () => number;
}

/** Who is connected: all connections, the device or the observer behind each that has logged in, and what it hears. */
export class Roster {
  readonly #parts: RosterParts;
  readonly #connections = new Set<DeviceConnection>();
  readonly #devices = new Map<string, DeviceConnection>();
  readonly #observerLinks = new Map<DeviceConnection, ObserverLink>();

  constructor(parts: RosterParts) {
    this.#parts = parts;
  }

  get connections(): ReadonlySet<DeviceConnection> {
    return this.#connections;
  }

  /** Devices logged in. */
  get devices(): number {
    return this.#devices.size;
  }

  get subscriptions(): number {
    let count = this.#parts.observers.subscriptions;
    for (const { commandQos } of this.#devices.values()) if (commandQos !== undefined) count += 1;
    return count;
  }

  /** The connection of a device that is logged in. */
  connectionOf(device: string): DeviceConnection | undefined {
    return this.#devices.get(device);
  }

  /** Follows a new connection to its end. */
  add(connection: DeviceConnection): void {
    this.#connections.add(connection);
    connection.once('close', () => this.#gone(connection));
  }

  readonly ready = (connection: DeviceConnection): void => {
    const { identity, access, observer } = connection;
    if (connection.destroyed) return;
    if (identity !== undefined) this.#deviceReady(connection, identity);
    else if (access instanceof ObserverAccess && observer !== undefined) {
      this.#observerReady(connection, access, observer);
    }
    const { counters, observers } = this.#parts;
    counters.mostConnected = Math.max(counters.mostConnected, this.#devices.size + observers.size);
  };

  readonly subscribed = (connection: DeviceConnection, granted: ReadonlyMap<string, number>): void => {
    const link = this.#observerLinks.get(connection);
    if (link !== undefined) this.#parts.observers.subscribed(link, [...granted.keys()]);
    const { identity } = connection;
    if (identity === undefined) return;
    for (const qos of granted.values()) connection.commandQos = qos;
    this.#parts.ports.onListening?.(identity);
  };

  readonly unsubscribed = (connection: DeviceConnection, filters: readonly string[]): void => {
    const { access } = connection;
    for (const filter of filters) {
      if (access instanceof ObserverAccess) access.filters.delete(filter);
      else if (access?.maySubscribe(filter) === true) connection.commandQos = undefined;
    }
  };

  #deviceReady(connection: DeviceConnection, identity: Identity): void {
    const { ports, rates, monotonicNow } = this.#parts;
    const before = this.#devices.get(identity.device);
    this.#devices.set(identity.device, connection);
    if (before !== undefined && before !== connection) before.destroy(); // Aedes closes it first, but for races
    connection.loggedIn(before?.rate ?? rates.take(identity.device, monotonicNow()));
    ports.onPresence?.({ ...identity, online: true, at: Date.now() });
  }

  #observerReady(connection: DeviceConnection, access: ObserverAccess, name: string): void {
    const { ports, rates, observers, monotonicNow } = this.#parts;
    const link: ObserverLink = {
      access,
      full: () => connection.destroyed || connection.writableNeedDrain,
      publish: (message) =>
        connection.client?.publish({ cmd: 'publish', qos: 0, dup: false, ...message }, () => {}),
    };
    this.#observerLinks.set(connection, link);
    observers.add(link);
    connection.loggedIn(rates.take(observerUser(name), monotonicNow()));
    ports.log.info({ observer: name, address: connection.origin.address }, 'An observer has connected');
  }

  #gone(connection: DeviceConnection): void {
    const { ports, rates, observers, monotonicNow } = this.#parts;
    const { identity, observer, rate } = connection;
    this.#connections.delete(connection);
    const link = this.#observerLinks.get(connection);
    if (link !== undefined) {
      this.#observerLinks.delete(connection);
      observers.remove(link);
      if (rate !== undefined) rates.rest(observerUser(observer ?? ''), rate, monotonicNow());
    }
    if (identity === undefined || this.#devices.get(identity.device) !== connection) return;
    this.#devices.delete(identity.device);
    if (rate !== undefined) rates.rest(identity.device, rate, monotonicNow());
    ports.onPresence?.({ ...identity, online: false, at: Date.now() });
  }
}
