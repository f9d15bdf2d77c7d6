import { buildTopic, type UplinkChannel } from '@banyu/contracts';
import type { Identity } from './ports.ts';

/**
 * What one device may do, as the topics of the contract say: publish on its own uplink channels, subscribe
 * to its own `command`, hear nothing else. Topics are built once at log-in and then only compared, so that
 * wildcards, `$SYS/…`, `$share/…` and every other name fall through without being looked at.
 */
export class DeviceAccess {
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

  /** The channel this topic is for the device to publish on; undefined when it may not. */
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
