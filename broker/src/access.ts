import { buildTopic, type UplinkChannel } from '@banyu/contracts';
import type { Identity } from './ports.ts';

/** What a client may do, once it is known who it is. */
export interface Access {
  /** The channel this topic is for the client to publish on; undefined when it may not. */
  uplinkChannel(topic: string): UplinkChannel | undefined;
  maySubscribe(filter: string): boolean;
  mayReceive(topic: string): boolean;
}

/**
 * What one device may do, as the topics of the contract say: publish on its own uplink channels, subscribe
 * to its own `command`, hear nothing else. Topics are built once at log-in and then only compared, so that
 * wildcards, `$SYS/…`, `$share/…` and every other name fall through without being looked at.
 */
export class DeviceAccess implements Access {
  readonly commandTopic: string;
  readonly statusTopic: string;
  readonly #telemetryTopic: string;
  readonly #eventTopic: string;
  readonly #replyTopic: string;

  constructor({ plant, device }: Identity) {
    this.#telemetryTopic = buildTopic(plant, device, 'telemetry');
    this.statusTopic = buildTopic(plant, device, 'status');
    this.#eventTopic = buildTopic(plant, device, 'event');
    this.commandTopic = buildTopic(plant, device, 'command');
    this.#replyTopic = buildTopic(plant, device, 'command/reply');
  }

  uplinkChannel(topic: string): UplinkChannel | undefined {
    switch (topic) {
      case this.#telemetryTopic:
        return 'telemetry';
      case this.statusTopic:
        return 'status';
      case this.#eventTopic:
        return 'event';
      case this.#replyTopic:
        return 'command/reply';
      default:
        return undefined;
    }
  }

  maySubscribe(filter: string): boolean {
    return filter === this.commandTopic;
  }

  mayReceive(topic: string): boolean {
    return topic === this.commandTopic;
  }
}

/** Where everything that the broker tells of itself begins. */
export const SYSTEM_ROOT = '$SYS/broker/';

/** Different filters of one observer; one more is refused. */
const MAX_OBSERVER_FILTERS = 32;

/** What an observer may do: hear what the broker tells of itself, and nothing else. */
export class ObserverAccess implements Access {
  /** Those it was granted. */
  readonly filters = new Set<string>();

  uplinkChannel(): undefined {
    return undefined;
  }

  maySubscribe(filter: string): boolean {
    if (!filter.startsWith('$SYS/') || !isFilter(filter)) return false;
    return this.filters.has(filter) || this.filters.size < MAX_OBSERVER_FILTERS;
  }

  mayReceive(topic: string): boolean {
    return topic.startsWith(SYSTEM_ROOT);
  }
}

/** Whether a topic matches a filter, both of them well formed (MQTT 3.1.1 section 4.7). */
export function matchesFilter(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [i, level] of wanted.entries()) {
    if (level === '#') return true;
    if (i >= levels.length || (level !== '+' && level !== levels[i])) return false;
  }
  return wanted.length === levels.length;
}

/** Whether a filter is one at all: a wildcard fills its level, `#` only the last ([MQTT-4.7.1-2], [MQTT-4.7.1-3]). */
export function isFilter(filter: string): boolean {
  const levels = filter.split('/');
  return levels.every(
    (level, i) =>
      level === '+' ||
      (level === '#' && i === levels.length - 1) ||
      !(level.includes('+') || level.includes('#')),
  );
}
