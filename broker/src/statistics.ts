import { PACKET_FAULTS } from './packet-check.ts';

/** Why a log-in was refused. */
export const LOGIN_REFUSALS = [
  'anonymous',
  'client-id',
  'credential',
  'certificate',
  'locked-out',
  'not-accepting',
  'busy',
  'timeout',
  'identify-failed',
  'client-gone',
  'will',
] as const;
export type LoginRefusal = (typeof LOGIN_REFUSALS)[number];

/** Why a connection or a request was refused otherwise. */
export const REFUSALS = [
  ...PACKET_FAULTS,
  'connections',
  'connections-per-address',
  'foreign-topic',
  'foreign-filter',
  'foreign-delivery',
  'tls-handshake',
  'websocket-upgrade',
  'websocket-text',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/**
 * Counters since start, and gauges (`open`, `online`, `observers`, `paused`, `waiting`, `pending…`, `subscriptions`,
 * `retained`) as they are now.
 */
export interface BrokerStatistics {
  readonly connections: {
    readonly accepted: number;
    readonly open: number;
    /** Devices logged in. */
    readonly online: number;
    readonly observers: number;
    /** The most devices and observers that were connected at one time. */
    readonly most: number;
    /** Connections whose socket is not read at the moment. */
    readonly paused: number;
    /** Connections that ended by an error of the client or the network. */
    readonly broken: number;
    /** Connections closed because their device connected anew. */
    readonly takenOver: number;
  };
  readonly logins: {
    readonly accepted: number;
    readonly waiting: number;
    readonly refused: Readonly<Record<LoginRefusal, number>>;
  };
  readonly refused: Readonly<Record<Refusal, number>>;
  readonly received: { readonly packets: number; readonly bytes: number; readonly publishes: number };
  readonly sent: {
    readonly packets: number;
    readonly bytes: number;
    readonly publishes: number;
    /** Not sent because the client does not read what it is sent. */
    readonly dropped: number;
  };
  readonly subscriptions: number;
  /** Statuses of devices. */
  readonly retained: number;
  readonly deliveries: {
    /** Handed over to ingest, last wills among them. */
    readonly handedOver: number;
    readonly acknowledged: number;
    /** Answered with an error by ingest. */
    readonly failed: number;
    readonly timedOut: number;
    readonly wills: number;
    readonly pendingMessages: number;
    readonly pendingBytes: number;
    /** Retain flags taken off messages that are not a status. */
    readonly retainStripped: number;
  };
  readonly commands: { readonly sent: number; readonly undeliverable: number };
  /** Errors of the broker library itself. */
  readonly faults: number;
}

/** What is so at the moment, beside what was counted. */
export interface Gauges {
  readonly open: number;
  readonly online: number;
  readonly observers: number;
  readonly subscriptions: number;
  readonly retained: number;
  readonly waitingLogins: number;
  readonly pendingMessages: number;
  readonly pendingBytes: number;
}

/** The counters that the parts of the broker keep. */
export class Counters {
  accepted = 0;
  broken = 0;
  takenOver = 0;
  paused = 0;
  loginsAccepted = 0;
  mostConnected = 0;
  packets = 0;
  bytes = 0;
  packetsSent = 0;
  bytesSent = 0;
  publishesSent = 0;
  publishesDropped = 0;
  handedOver = 0;
  acknowledged = 0;
  failed = 0;
  timedOut = 0;
  wills = 0;
  retainStripped = 0;
  commandsSent = 0;
  commandsUndeliverable = 0;
  faults = 0;
  readonly loginsRefused = zeros(LOGIN_REFUSALS);
  readonly refused = zeros(REFUSALS);

  /** A copy of the counters, with the gauges. */
  statistics(gauges: Gauges): BrokerStatistics {
    return {
      connections: {
        accepted: this.accepted,
        open: gauges.open,
        online: gauges.online,
        observers: gauges.observers,
        most: this.mostConnected,
        paused: this.paused,
        broken: this.broken,
        takenOver: this.takenOver,
      },
      logins: {
        accepted: this.loginsAccepted,
        waiting: gauges.waitingLogins,
        refused: { ...this.loginsRefused },
      },
      refused: { ...this.refused },
      received: {
        packets: this.packets,
        bytes: this.bytes,
        publishes: this.handedOver - this.wills + this.refused['foreign-topic'],
      },
      sent: {
        packets: this.packetsSent,
        bytes: this.bytesSent,
        publishes: this.publishesSent,
        dropped: this.publishesDropped,
      },
      subscriptions: gauges.subscriptions,
      retained: gauges.retained,
      deliveries: {
        handedOver: this.handedOver,
        acknowledged: this.acknowledged,
        failed: this.failed,
        timedOut: this.timedOut,
        wills: this.wills,
        pendingMessages: gauges.pendingMessages,
        pendingBytes: gauges.pendingBytes,
        retainStripped: this.retainStripped,
      },
      commands: { sent: this.commandsSent, undeliverable: this.commandsUndeliverable },
      faults: this.faults,
    };
  }
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
