import type { Aedes, Client } from 'aedes';
import { DeviceConnection } from './connection.ts';

/** What the broker wants to hear of Aedes; only of connections that are its own. */
export interface AedesEvents {
  readonly ready: (connection: DeviceConnection) => void;
  /** The filters that were granted, with their QoS. */
  readonly subscribed: (connection: DeviceConnection, granted: ReadonlyMap<string, number>) => void;
  readonly unsubscribed: (connection: DeviceConnection, filters: readonly string[]) => void;
  /** A message of ours with QoS 1 or 2 was acknowledged. */
  readonly acknowledged: (connection: DeviceConnection) => void;
  /** Ended by an error; once for each connection. */
  readonly broken: (connection: DeviceConnection) => void;
  /** An error of Aedes itself. */
  readonly fault: (error: unknown) => void;
}

/** The return code of a refused filter, MQTT 3.1.1 section 3.9.3. */
const SUBACK_FAILURE = 0x80;

/** Tells of Aedes' events in the broker's own words. */
export function watchAedes(aedes: Aedes, events: AedesEvents): void {
  aedes.on('clientReady', ({ conn }) => {
    if (conn instanceof DeviceConnection) events.ready(conn);
  });
  aedes.on('subscribe', (subscriptions, { conn }) => {
    if (!(conn instanceof DeviceConnection)) return;
    const granted = subscriptions
      .filter(({ qos }) => Number(qos) < SUBACK_FAILURE)
      .map(({ topic, qos }) => [topic, qos] as const);
    if (granted.length > 0) events.subscribed(conn, new Map(granted));
  });
  aedes.on('unsubscribe', (filters, { conn }) => {
    if (conn instanceof DeviceConnection) events.unsubscribed(conn, filters);
  });
  aedes.on('ack', (_packet, { conn }) => {
    if (conn instanceof DeviceConnection) events.acknowledged(conn);
  });
  const broken = ({ conn }: Client): void => {
    if (!(conn instanceof DeviceConnection) || conn.broken) return; // each of its open writes may say so again
    conn.broken = true;
    events.broken(conn);
  };
  aedes.on('clientError', broken);
  aedes.on('connectionError', broken);
  // Aedes' types do not list `error`, but it is emitted, and without a listener it would end the process.
  const emitter: NodeJS.EventEmitter = aedes;
  emitter.on('error', events.fault);
}
