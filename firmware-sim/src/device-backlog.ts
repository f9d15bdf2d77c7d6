import type { BacklogStatements } from './backlog.ts';
import { ENVELOPE_BYTES, type Message, type MessageLimits, payloadOf } from './message.ts';

interface Opened {
  /** The device's row. */
  readonly id: number;
  readonly boot: string;
  readonly maxSamples: number;
  readonly dropped: number;
  /** Does both or neither. */
  transaction(work: () => void): void;
  close(): void;
}

/**
 * One device's samples on disk. A sample waits without a number until a message is formed of it; the message then
 * keeps number and samples until it is acknowledged. At most so many samples wait: beyond it the oldest of them goes
 * and is counted. Messages are never dropped; their number is bounded by who forms them.
 */
export class DeviceBacklog {
  readonly boot: string;
  readonly #opened: Opened;
  readonly #sql: BacklogStatements;
  readonly #device: number;
  readonly #maxSamples: number;
  #formed: readonly Message[];
  #samples: number;
  #waiting: number;
  #newest: number;
  #dropped: number;
  #seq = 0;

  constructor(statements: BacklogStatements, opened: Opened) {
    const { id, boot, maxSamples, dropped } = opened;
    this.#opened = opened;
    this.#sql = statements;
    this.#device = id;
    this.boot = boot;
    this.#maxSamples = maxSamples;
    this.#dropped = dropped;
    const count = statements.count.get(id);
    this.#samples = Number(count?.samples);
    this.#newest = Number(count?.newest ?? 0);
    this.#formed = messagesOf(statements, id);
    this.#waiting = this.#formed.reduce((waiting, message) => waiting - message.samples, this.#samples);
  }

  /** Samples kept: waiting or on their way. */
  get samples(): number {
    return this.#samples;
  }

  /** Samples dropped since the device's first boot; none of them was ever sent. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Number of the newest sample; they rise. */
  get newest(): number {
    return this.#newest;
  }

  /** Messages that were formed and not acknowledged, of this boot and those before it, oldest first. */
  get unacknowledged(): readonly Message[] {
    return this.#formed;
  }

  /** Keeps a sample (JSON); on disk when this returns. Throws when the disk does not take it. */
  append(sample: string): void {
    while (this.#waiting >= this.#maxSamples) this.#dropOldest();
    this.#sql.insert.run(this.#device, this.#newest + 1, sample);
    this.#newest += 1;
    this.#samples += 1;
    this.#waiting += 1;
  }

  /**
   * Forms the next message of the samples waiting after one and up to another, oldest first, and keeps on disk that
   * they are this message; undefined when none waits there.
   */
  form(after: number, upTo: number, limits: MessageLimits): Message | undefined {
    if (this.#waiting === 0) return undefined;
    const bodies: string[] = [];
    let first = 0;
    let last = 0;
    let bytes = ENVELOPE_BYTES;
    for (const row of this.#sql.waiting.iterate(this.#device, after, upTo, limits.samples)) {
      const body = String(row.body);
      bytes += Buffer.byteLength(body) + 1;
      if (bodies.length > 0 && bytes > limits.bytes) break;
      bodies.push(body);
      last = Number(row.id);
      if (bodies.length === 1) first = last;
    }
    if (bodies.length === 0) return undefined;

    // A number is used up even when the disk refuses it.
    const seq = this.#seq;
    this.#seq += 1;
    this.#sql.number.run(this.boot, seq, this.#device, first, last);
    this.#waiting -= bodies.length;
    const payload = payloadOf(this.boot, seq, bodies);
    const message: Message = { boot: this.boot, seq, samples: bodies.length, first, last, payload };
    this.#formed = [...this.#formed, message];
    return message;
  }

  /** Forgets a message that the server has. */
  acknowledge(message: Message): void {
    const { first, last, boot, seq } = message;
    this.#sql.acknowledge.run(this.#device, first, last, boot, seq);
    this.#formed = this.#formed.filter((other) => other !== message);
    this.#samples -= message.samples;
  }

  /** To be called once; nothing but the figures can be asked for afterwards. */
  close(): void {
    this.#opened.close();
  }

  #dropOldest(): void {
    this.#opened.transaction(() => {
      this.#sql.dropOldest.run(this.#device, this.#device);
      this.#sql.countDropped.run(this.#device);
    });
    this.#waiting -= 1;
    this.#samples -= 1;
    this.#dropped += 1;
  }
}

/** The messages on disk, exactly as they were when they were formed. */
function messagesOf(statements: BacklogStatements, device: number): Message[] {
  const parts = new Map<string, { boot: string; seq: number; ids: number[]; bodies: string[] }>();
  for (const row of statements.formed.iterate(device)) {
    const boot = String(row.boot);
    const seq = Number(row.seq);
    const key = `${boot}/${seq}`;
    const part = parts.get(key) ?? { boot, seq, ids: [], bodies: [] };
    parts.set(key, part);
    part.ids.push(Number(row.id));
    part.bodies.push(String(row.body));
  }
  return Array.from(parts.values(), ({ boot, seq, ids, bodies }) => ({
    boot,
    seq,
    samples: ids.length,
    first: ids[0] ?? 0,
    last: ids.at(-1) ?? 0,
    payload: payloadOf(boot, seq, bodies),
  }));
}
