import type { BacklogStatements } from './backlog.ts';
import type { GroupCommit, GroupMember } from './group-commit.ts';
import { ENVELOPE_BYTES, type Message, type MessageLimits, payloadOf } from './message.ts';

interface Opened {
  /** The device's row. */
  readonly id: number;
  readonly boot: string;
  readonly maxSamples: number;
  readonly dropped: number;
  lost(samples: number, error: unknown): void;
  close(): void;
}

/** A sample that is in no message yet. */
interface Waiting {
  readonly id: number;
  readonly body: string;
}

/** How things were before the group that it writes in, and what it did there. */
interface Undo {
  readonly group: number;
  readonly formed: readonly Message[];
  readonly samples: number;
  readonly waiting: number;
  readonly dropped: number;
  appended: number;
  readonly acknowledged: Message[];
}

/**
 * One device's samples on disk. A sample waits without a number until a message is formed of it; the message then
 * keeps number and samples until it is acknowledged. At most so many samples wait: beyond it the oldest of them goes
 * and is counted. Messages are never dropped; their number is bounded by who forms them.
 *
 * A write is on disk when its group is. When the disk refuses that, the samples taken in it are lost, which is told,
 * and all else is as it was before.
 */
export class DeviceBacklog implements GroupMember {
  readonly boot: string;
  readonly #opened: Opened;
  readonly #sql: BacklogStatements;
  readonly #group: GroupCommit;
  readonly #device: number;
  readonly #maxSamples: number;
  #formed: readonly Message[];
  #samples: number;
  #waiting: number;
  #newest: number;
  #dropped: number;
  #seq = 0;
  #undo: Undo | undefined;
  /** The newest sample while it waits, so that what is sent as it comes need not be read again. */
  #fresh: Waiting | undefined;
  /** Messages that the server has and that could not be forgotten yet. */
  #unforgotten: Message[] = [];

  constructor(statements: BacklogStatements, group: GroupCommit, opened: Opened) {
    const { id, boot, maxSamples, dropped } = opened;
    this.#opened = opened;
    this.#sql = statements;
    this.#group = group;
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

  /** Takes a sample (JSON). */
  append(sample: string): void {
    for (const message of this.#unforgotten.splice(0)) this.acknowledge(message);
    while (this.#waiting >= this.#maxSamples && this.#dropOldest());
    this.#newest += 1;
    this.#begun().appended += 1;
    if (!this.#group.write(this, () => this.#sql.insert.run(this.#device, this.#newest, sample))) return;
    this.#fresh = { id: this.#newest, body: sample };
    this.#samples += 1;
    this.#waiting += 1;
  }

  /**
   * Forms the next message of the samples waiting after one and up to another, oldest first; undefined when none waits
   * there, or the disk does not take it. It may be sent once it is kept, see `whenKept`.
   */
  form(after: number, upTo: number, limits: MessageLimits): Message | undefined {
    const taken = this.#next(after, upTo, limits);
    const first = taken[0]?.id;
    const last = taken.at(-1)?.id;
    if (first === undefined || last === undefined) return undefined;

    // A number is used up even when the disk refuses it.
    const seq = this.#seq;
    this.#seq += 1;
    this.#begun();
    const number = () => this.#sql.number.run(this.boot, seq, this.#device, first, last);
    if (!this.#group.write(this, number)) return undefined;
    this.#waiting -= taken.length;
    if (last === this.#fresh?.id) this.#fresh = undefined;
    const payload = payloadOf(
      this.boot,
      seq,
      taken.map(({ body }) => body),
    );
    const message: Message = { boot: this.boot, seq, samples: taken.length, first, last, payload };
    this.#formed = [...this.#formed, message];
    return message;
  }

  /** Calls once what was done so far is on disk, or, with the error, was undone. */
  whenKept(call: (error?: unknown) => void): void {
    if (this.#undo?.group === this.#group.number) this.#group.whenKept(call);
    else call();
  }

  /** Forgets a message that the server has; once more does nothing. */
  acknowledge(message: Message): void {
    if (!this.#formed.includes(message)) return;
    const { first, last, boot, seq } = message;
    this.#begun().acknowledged.push(message);
    const forget = () => this.#sql.acknowledge.run(this.#device, first, last, boot, seq);
    if (!this.#group.write(this, forget)) return;
    this.#formed = this.#formed.filter((other) => other !== message);
    this.#samples -= message.samples;
  }

  undone(error: unknown): void {
    const undo = this.#undo;
    if (undo?.group !== this.#group.number) return;
    this.#formed = undo.formed;
    this.#samples = undo.samples;
    this.#waiting = undo.waiting;
    this.#dropped = undo.dropped;
    this.#fresh = undefined;
    this.#unforgotten.push(...undo.acknowledged);
    this.#undo = undefined;
    if (undo.appended > 0) this.#opened.lost(undo.appended, error);
  }

  /** To be called once; nothing but the figures can be asked for afterwards. */
  close(): void {
    this.#opened.close();
  }

  /** The samples waiting in a range, oldest first, as many as fit into a message. */
  #next(after: number, upTo: number, limits: MessageLimits): readonly Waiting[] {
    if (this.#waiting === 0) return [];
    const fresh = this.#fresh;
    if (fresh !== undefined && this.#waiting === 1)
      return fresh.id > after && fresh.id <= upTo ? [fresh] : [];
    const taken: Waiting[] = [];
    let bytes = ENVELOPE_BYTES;
    for (const row of this.#sql.waiting.iterate(this.#device, after, upTo, limits.samples)) {
      const body = String(row.body);
      bytes += Buffer.byteLength(body) + 1;
      if (taken.length > 0 && bytes > limits.bytes) break;
      taken.push({ id: Number(row.id), body });
    }
    return taken;
  }

  /** False when the disk did not let it go. */
  #dropOldest(): boolean {
    this.#begun();
    const gone = this.#group.write(this, () => {
      this.#sql.dropOldest.run(this.#device, this.#device);
      this.#sql.countDropped.run(this.#device);
    });
    if (!gone) return false;
    this.#waiting -= 1;
    this.#samples -= 1;
    this.#dropped += 1;
    return true;
  }

  /** What there is to undo in the open group, from before the first write in it on. */
  #begun(): Undo {
    if (this.#undo?.group === this.#group.number) return this.#undo;
    this.#undo = {
      group: this.#group.number,
      formed: this.#formed,
      samples: this.#samples,
      waiting: this.#waiting,
      dropped: this.#dropped,
      appended: 0,
      acknowledged: [],
    };
    return this.#undo;
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
