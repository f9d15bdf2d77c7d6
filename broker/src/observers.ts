import { matchesFilter, type ObserverAccess } from './access.ts';
import type { Counters } from './statistics.ts';
import type { SystemMessage } from './system-topics.ts';

/** What is needed of an observer's connection. */
export interface ObserverLink {
  readonly access: ObserverAccess;
  /** It does not read what it is sent, or is gone. */
  full(): boolean;
  publish(message: SystemMessage & { readonly retain: boolean }): void;
}

/**
 * The observers connected, and what they are told: the broker's figures, QoS 0, straight to their connections. It does
 * not pass through Aedes' fan-out, where one subscriber that does not read would hold up all others.
 */
export class Observers {
  readonly #links = new Set<ObserverLink>();
  readonly #messages: () => readonly SystemMessage[];
  readonly #counters: Counters;

  /** `messages` gives the figures of the moment; asked only when there is somebody to tell. */
  constructor(messages: () => readonly SystemMessage[], counters: Counters) {
    this.#messages = messages;
    this.#counters = counters;
  }

  get size(): number {
    return this.#links.size;
  }

  get subscriptions(): number {
    let count = 0;
    for (const { access } of this.#links) count += access.filters.size;
    return count;
  }

  add(link: ObserverLink): void {
    this.#links.add(link);
  }

  remove(link: ObserverLink): void {
    this.#links.delete(link);
  }

  /** Answers a new subscription as a broker that retains its figures would ([MQTT-3.3.1-6]). */
  subscribed(link: ObserverLink, filters: readonly string[]): void {
    this.#tell(link, filters, this.#messages(), true);
  }

  /** Tells all observers the figures of the moment. */
  tellAll(): void {
    if (this.subscriptions === 0) return;
    const messages = this.#messages();
    for (const link of this.#links) this.#tell(link, [...link.access.filters], messages, false);
  }

  #tell(
    link: ObserverLink,
    filters: readonly string[],
    messages: readonly SystemMessage[],
    retain: boolean,
  ): void {
    for (const message of messages) {
      if (!filters.some((filter) => matchesFilter(filter, message.topic))) continue;
      if (link.full()) this.#counters.publishesDropped += 1;
      else link.publish({ ...message, retain });
    }
  }
}
