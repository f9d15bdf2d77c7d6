import type { Delivery } from '@banyu/contracts';
import { bytesHeld } from './bytes-held.ts';
import { ENTRY_LIMITS, EntryBuilder, PAYLOAD_LIMIT_BYTES } from './entry.ts';
import type { Lane } from './lane.ts';
import type { EntryToWrite } from './writer-protocol.ts';

export type Done = (error?: Error) => void;

/** At most so much goes to disk in one commit; what came meanwhile makes the next. */
const GROUP_LIMITS = { bytes: 2 * 1_024 * 1_024, messages: 16_384 } as const;

/** Deliveries that are committed together, in entries by lane, with their callbacks in order of arrival. */
export class CommitGroup {
  messages = 0;
  /** Counted as the journal's bound counts them. */
  bytes = 0;
  readonly #takeBuffer: () => ArrayBuffer;
  readonly #open: Partial<Record<Lane, EntryBuilder>> = {};
  readonly #entries: { lane: Lane; builder: EntryBuilder }[] = [];
  readonly #done: Done[] = [];

  /** `takeBuffer` gives a buffer of ENTRY_LIMITS.bytes. */
  constructor(takeBuffer: () => ArrayBuffer) {
    this.#takeBuffer = takeBuffer;
  }

  get full(): boolean {
    return this.bytes >= GROUP_LIMITS.bytes || this.messages >= GROUP_LIMITS.messages;
  }

  add(lane: Lane, delivery: Delivery, done: Done): void {
    const payloadBytes = Math.min(delivery.payload.length, PAYLOAD_LIMIT_BYTES);
    let builder = this.#open[lane];
    if (builder === undefined || !builder.fits(payloadBytes)) {
      builder = new EntryBuilder(this.#takeBuffer());
      this.#open[lane] = builder;
      this.#entries.push({ lane, builder });
    }
    builder.add(delivery, payloadBytes);
    this.#done.push(done);
    this.messages += 1;
    this.bytes += bytesHeld(1, payloadBytes);
  }

  seal(): EntryToWrite[] {
    return this.#entries.map(({ lane, builder }) => ({ lane, ...builder.seal() }));
  }

  /** Answers every delivery, in order of arrival. */
  answer(error?: Error): void {
    for (const done of this.#done) done(error);
  }
}

/** Buffers for entries, used again when the writer has given them back. */
export class BufferPool {
  readonly #free: ArrayBuffer[] = [];
  readonly #keep: number;

  /** Keeps at most `keep` free buffers. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  readonly take = (): ArrayBuffer => this.#free.pop() ?? new ArrayBuffer(ENTRY_LIMITS.bytes);

  give(buffers: readonly ArrayBuffer[]): void {
    this.#free.push(...buffers.slice(0, this.#keep - this.#free.length));
  }
}
