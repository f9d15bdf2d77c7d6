import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Ended, Link, LinkEvents, OpenLink } from './link.ts';

/** Reasons that are told apart; what comes beyond counts with the rest. */
const MAX_REASONS = 20;
const OTHER = 'other';

const TELEMETRY = '/telemetry';

/** Times are recorded in tenths of a ms, up to an hour. */
const TENTHS = 10;
const LONGEST_TENTHS = 3_600_000 * TENTHS;

/** From publish to acknowledgement, ms; NaN when there was none. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What went over the network since the fleet was started. */
export interface NetworkFigures {
  /** Devices that are logged in now. */
  readonly online: number;
  /** Log-ins that succeeded, and those of them that were not the device's first. */
  readonly connects: number;
  readonly reconnects: number;
  /** Connections that ended without a goodbye. */
  readonly lost: number;
  /** Attempts that the broker turned down, in words or by closing. */
  readonly refused: number;
  /** Attempts that did not get as far as an answer. */
  readonly unreachable: number;
  /** Why attempts and connections ended, and how often. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Telemetry messages. */
  readonly sent: number;
  readonly acknowledged: number;
  readonly latency: Latency;
}

/** The network between the devices and the broker: it counts, and it can be taken away. */
export class Network {
  readonly #openLink: OpenLink;
  readonly #monotonicNow: () => number;
  readonly #links = new Set<Link>();
  readonly #seen = new Set<string>();
  readonly #reasons = new Map<string, number>();
  readonly #latency = histogram();
  readonly #recentLatency = histogram();
  #away = false;
  #online = 0;
  #connects = 0;
  #lost = 0;
  #refused = 0;
  #unreachable = 0;
  #sent = 0;
  #acknowledged = 0;

  /** `monotonicNow`: ms of a clock that does not run backwards. */
  constructor(openLink: OpenLink, monotonicNow: () => number) {
    this.#openLink = openLink;
    this.#monotonicNow = monotonicNow;
  }

  /** Opens a link over this network. */
  readonly open: OpenLink = (options, events) => {
    if (this.#away) return this.#noLink(events);
    let connected = false;
    const link = this.#openLink(options, {
      connected: () => {
        connected = true;
        this.#online += 1;
        this.#connects += 1;
        this.#seen.add(options.device);
        events.connected();
      },
      closed: (reason, how) => {
        this.#links.delete(link);
        if (connected) this.#online -= 1;
        this.#count(connected, reason, how);
        events.closed(reason, how);
      },
    });
    this.#links.add(link);
    return this.#metered(link);
  };

  /** Breaks all connections; until `restore`, none can be made. */
  cut(): void {
    this.#away = true;
    for (const link of this.#links) link.destroy();
  }

  restore(): void {
    this.#away = false;
  }

  figures(): NetworkFigures {
    return {
      online: this.#online,
      connects: this.#connects,
      reconnects: this.#connects - this.#seen.size,
      lost: this.#lost,
      refused: this.#refused,
      unreachable: this.#unreachable,
      reasons: this.#reasons,
      sent: this.#sent,
      acknowledged: this.#acknowledged,
      latency: latencyOf(this.#latency),
    };
  }

  /** Of what was acknowledged since this was last asked. */
  recentLatency(): Latency {
    const latency = latencyOf(this.#recentLatency);
    this.#recentLatency.reset();
    return latency;
  }

  #noLink(events: LinkEvents): Link {
    const reason = 'the network is away';
    this.#count(false, reason, 'unreachable');
    queueMicrotask(() => events.closed(reason, 'unreachable'));
    const nothing = (): void => {};
    return { publish: nothing, subscribe: nothing, leave: nothing, destroy: nothing };
  }

  #metered(link: Link): Link {
    return {
      publish: (topic, payload, retain, acknowledged) => {
        if (!topic.endsWith(TELEMETRY)) {
          link.publish(topic, payload, retain, acknowledged);
          return;
        }
        const sentAt = this.#monotonicNow();
        this.#sent += 1;
        link.publish(topic, payload, retain, () => {
          this.#acknowledged += 1;
          this.#record(this.#monotonicNow() - sentAt);
          acknowledged();
        });
      },
      subscribe: (topic, received, refused) => link.subscribe(topic, received, refused),
      leave: () => link.leave(),
      destroy: () => link.destroy(),
    };
  }

  #record(ms: number): void {
    const tenths = Math.min(LONGEST_TENTHS, Math.max(1, Math.round(ms * TENTHS)));
    this.#latency.record(tenths);
    this.#recentLatency.record(tenths);
  }

  #count(connected: boolean, reason: string, how: Ended): void {
    if (how === 'left' || (how === 'given-up' && !connected)) return;
    if (connected) this.#lost += 1;
    else if (how === 'unreachable') this.#unreachable += 1;
    else this.#refused += 1;
    const known = this.#reasons.has(reason) || this.#reasons.size < MAX_REASONS ? reason : OTHER;
    this.#reasons.set(known, (this.#reasons.get(known) ?? 0) + 1);
  }
}

function histogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: LONGEST_TENTHS, figures: 3 });
}

function latencyOf(recorded: RecordableHistogram): Latency {
  const at = (percentile: number): number =>
    recorded.count === 0 ? Number.NaN : recorded.percentile(percentile) / TENTHS;
  return { p50: at(50), p99: at(99), max: at(100) };
}
