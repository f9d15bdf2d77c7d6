import { SYSTEM_ROOT } from './access.ts';
import type { BrokerStatistics } from './statistics.ts';

export interface SystemFigures {
  readonly statistics: BrokerStatistics;
  readonly uptimeSeconds: number;
  readonly version: string;
  /** Figures of others, by what follows `$SYS/broker/banyu/`. */
  readonly others: Readonly<Record<string, string | number>>;
}

/** One retained message of the broker about itself. */
export interface SystemMessage {
  readonly topic: string;
  readonly payload: string;
}

/**
 * What the broker tells of itself. Where Mosquitto has a figure of the same meaning it goes by Mosquitto's name
 * (mosquitto(8), "Broker status"), so that what watches a Mosquitto can watch this; the rest is under `banyu/`.
 */
export function systemMessages({
  statistics,
  uptimeSeconds,
  version,
  others,
}: SystemFigures): SystemMessage[] {
  const { connections, logins, refused, received, sent, deliveries, commands } = statistics;
  const connected = connections.online + connections.observers;
  const common: Readonly<Record<string, string | number>> = {
    version: `banyu version ${version}`,
    uptime: `${Math.floor(uptimeSeconds)} seconds`,
    'clients/connected': connected,
    // No session outlives its connection.
    'clients/disconnected': 0,
    'clients/total': connected,
    'clients/maximum': connections.most,
    'messages/received': received.packets,
    'messages/sent': sent.packets,
    'publish/messages/received': received.publishes,
    'publish/messages/sent': sent.publishes,
    'publish/messages/dropped': sent.dropped,
    'bytes/received': received.bytes,
    'bytes/sent': sent.bytes,
    'subscriptions/count': statistics.subscriptions,
  };
  const own: Readonly<Record<string, string | number>> = {
    'connections/accepted': connections.accepted,
    'connections/open': connections.open,
    'connections/paused': connections.paused,
    'connections/broken': connections.broken,
    'connections/taken-over': connections.takenOver,
    'devices/online': connections.online,
    'observers/online': connections.observers,
    'logins/accepted': logins.accepted,
    'logins/waiting': logins.waiting,
    'deliveries/handed-over': deliveries.handedOver,
    'deliveries/acknowledged': deliveries.acknowledged,
    'deliveries/failed': deliveries.failed,
    'deliveries/timed-out': deliveries.timedOut,
    'deliveries/wills': deliveries.wills,
    'deliveries/pending/messages': deliveries.pendingMessages,
    'deliveries/pending/bytes': deliveries.pendingBytes,
    'commands/sent': commands.sent,
    'commands/undeliverable': commands.undeliverable,
    faults: statistics.faults,
    ...prefixed('logins/refused/', logins.refused),
    ...prefixed('refused/', refused),
    ...others,
  };
  const messages = [...messagesUnder(SYSTEM_ROOT, common), ...messagesUnder(`${SYSTEM_ROOT}banyu/`, own)];
  const retained = statistics.retained + messages.length + 1;
  return [...messages, { topic: `${SYSTEM_ROOT}retained messages/count`, payload: String(retained) }];
}

function prefixed(prefix: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [prefix + name, count]));
}

function messagesUnder(root: string, figures: Readonly<Record<string, string | number>>): SystemMessage[] {
  return Object.entries(figures).map(([name, value]) => ({ topic: root + name, payload: String(value) }));
}
