import type { AedesOptions } from 'aedes';
import { DeviceConnection } from './connection.ts';
import type { BrokerPorts } from './ports.ts';
import type { QuietLog } from './quiet-log.ts';
import type { Counters } from './statistics.ts';

type AuthorizePublish = NonNullable<AedesOptions['authorizePublish']>;

interface HandoverParts {
  readonly ports: BrokerPorts;
  readonly counters: Counters;
  readonly log: QuietLog;
  readonly timeoutMs: number;
  /** Unix ms, for the delivery. */
  readonly now: () => number;
  /** Ms of a clock that does not run backwards. */
  readonly monotonicNow: () => number;
}

/**
 * Gives every message to ingest and lets Aedes acknowledge it only when ingest has answered that it lies
 * on disk. This hook is the only place for that: Aedes writes PUBACK right after it, before it stores or
 * delivers anything. Last wills pass through it too, also when their connection has gone already.
 */
export class Handover {
  readonly #parts: HandoverParts;
  /** Connections that may have deliveries in hand. */
  readonly #busy = new Set<DeviceConnection>();

  constructor(parts: HandoverParts) {
    this.#parts = parts;
  }

  /** Hot path: runs for every message. */
  readonly authorizePublish: AuthorizePublish = (client, packet, callback) => {
    const { counters, log } = this.#parts;
    const connection = client?.conn;
    if (!(connection instanceof DeviceConnection)) {
      callback(new Error('Message from nowhere'));
      return;
    }
    const { identity } = connection;
    const channel = connection.access?.uplinkChannel(packet.topic);
    if (identity === undefined || channel === undefined) {
      counters.refused['foreign-topic'] += 1;
      log.warn(
        {
          device: identity?.device,
          observer: connection.observer,
          topic: packet.topic.slice(0, 200),
        },
        'Publish on a foreign topic refused',
      );
      callback(new Error('Not a topic this device may publish on'));
      return;
    }

    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    let bytes = packet.length;
    if (bytes === undefined) {
      // Only what came as a packet has a length: this is a last will.
      bytes = payload.length;
      connection.admitWill(bytes);
      counters.wills += 1;
    }
    if (packet.retain) {
      if (channel === 'status') {
        packet.payload = Buffer.from(payload); // Aedes keeps it: not together with the chunk it came in
      } else {
        packet.retain = false;
        counters.retainStripped += 1;
      }
    }

    counters.handedOver += 1;
    const answer = connection.holdDelivery(callback, bytes);
    if (connection.answers.messages === 1) this.#busy.add(connection);
    const done = (error?: Error): void => {
      if (answer.settled) return;
      if (error === undefined) counters.acknowledged += 1;
      else this.#failed(connection, error);
      connection.answers.settle(answer, error);
    };
    try {
      const { plant, device } = identity;
      this.#parts.ports.deliver({ plant, device, channel, payload, receivedAt: this.#parts.now() }, done);
    } catch (error) {
      done(error instanceof Error ? error : new Error('deliver() threw', { cause: error }));
    }
  };

  /** Fails what ingest has left unanswered for too long; to be called now and then. */
  readonly sweep = (): void => {
    const { counters, log, monotonicNow, timeoutMs } = this.#parts;
    const limit = monotonicNow() - timeoutMs;
    for (const connection of this.#busy) {
      const { answers } = connection;
      if (answers.isOverdue(limit)) {
        counters.timedOut += answers.messages;
        const facts = { device: connection.identity?.device, messages: answers.messages, timeoutMs };
        log.warn(facts, 'Ingest did not answer in time; the device will send again');
        answers.failAll(new Error('Ingest did not answer in time'));
      }
      if (answers.messages === 0) this.#busy.delete(connection);
    }
  };

  #failed(connection: DeviceConnection, err: Error): void {
    this.#parts.counters.failed += 1;
    this.#parts.log.warn(
      { err, device: connection.identity?.device },
      'Ingest did not take a message; the device will send it again',
    );
  }
}
