import type { Duplex } from 'node:stream';

/** PUBACK's fixed header: packet type 4, two bytes to follow [MQTT-3.1.1 §3.4]. */
const PUBACK_TYPE = 0x40;
const PUBACK_REST = 0x02;

/**
 * Writes the acknowledgements of one connection, those of one turn of the event loop in one piece. It belongs to
 * that connection alone: once it is lost, its packet ids mean nothing to the next, and nothing more is written.
 */
export class Acknowledger {
  readonly stream: Duplex;
  #waiting: number[] = [];

  constructor(stream: Duplex) {
    this.stream = stream;
  }

  /** Acknowledges a QoS 1 message; false when the connection is gone and the broker will send it again. */
  acknowledge(packetId: number): boolean {
    if (this.stream.destroyed) return false;
    if (this.#waiting.length === 0) queueMicrotask(() => this.#flush());
    this.#waiting.push(PUBACK_TYPE, PUBACK_REST, packetId >> 8, packetId & 0xff);
    return true;
  }

  /** Ends the connection, so that the broker sends again what was not acknowledged; false when it has ended. */
  refuse(): boolean {
    if (this.stream.destroyed) return false;
    this.stream.destroy();
    return true;
  }

  #flush(): void {
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = [];
    if (!this.stream.destroyed) this.stream.write(bytes);
  }
}
