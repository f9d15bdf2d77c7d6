import { statfs } from 'node:fs/promises';
import { type Delivery, UnavailableError } from '@banyu/contracts';
import { bytesHeld } from './bytes-held.ts';
import { PAYLOAD_LIMIT_BYTES } from './entry.ts';
import { BufferPool, CommitGroup, type Done } from './group.ts';
import type { Journal, JournalOptions, JournalState } from './journal.ts';
import { type JournalCursor, laneOf } from './lane.ts';
import { Space } from './space.ts';
import type { Held, WriterReply } from './writer-protocol.ts';
import { WriterThread } from './writer-thread.ts';

type Committed = Extract<WriterReply, { kind: 'committed' }>;

/** Bytes taken and not yet on disk: a bound of memory, reached when the disk is slower than the devices. */
const PENDING_LIMIT_BYTES = 32 * 1_024 * 1_024;
/** Entry buffers kept for reuse: 8 MiB. */
const POOLED_BUFFERS = 32;
/** A release waits so long for a commit that it can travel with. */
const RELEASE_WITHIN_MS = 200;
/** How often the disk is looked at, and a failed journal tried again. */
const CHECK_EVERY_MS = 1_000;

/** Opens the journal of a directory. Throws a ConfigurationError when it cannot be opened. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const writer = new WriterThread(options.directory);
  const journal = new DiskJournal(options, writer, await writer.open());
  await journal.lookAtDisk();
  return journal;
}

/** The journal on the broker's thread: collects what arrives while the writer is at work, and answers. */
class DiskJournal implements Journal {
  readonly #options: JournalOptions;
  readonly #writer: WriterThread;
  readonly #space: Space;
  readonly #liveWithinMs: number;
  readonly #pool = new BufferPool(POOLED_BUFFERS);
  readonly #listeners: (() => void)[] = [];
  /** In the order of the appends; the last one is being filled. */
  readonly #groups: CommitGroup[] = [];
  #release: JournalCursor | undefined;
  #releaseTimer: NodeJS.Timeout | undefined;
  readonly #checkTimer: NodeJS.Timeout;
  #drainScheduled = false;
  #draining: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  #problem: string | undefined;
  #storedMessages: number;
  #fileBytes = 0;
  #pendingMessages = 0;
  #pendingBytes = 0;
  #commits = 0;
  #failedCommits = 0;
  #committedMessages = 0;
  #refusedMessages = 0;
  #lastCommitMs: number | undefined;
  #lastCommitAt: number | undefined;

  constructor(options: JournalOptions, writer: WriterThread, held: Held) {
    this.#options = options;
    this.#writer = writer;
    this.#liveWithinMs = options.liveWithinMs ?? 60_000;
    this.#space = new Space({
      maxBytes: options.maxBytes ?? 4 * 1_024 ** 3,
      nearRatio: options.nearRatio ?? 0.8,
      reserveBytes: options.reserveBytes ?? 256 * 1_024 ** 2,
    });
    this.#space.bytes = held.bytes;
    this.#storedMessages = held.messages;
    this.#checkTimer = setInterval(() => void this.#check(), CHECK_EVERY_MS).unref();
  }

  append(delivery: Delivery, done: Done): void {
    const bytes = bytesHeld(1, Math.min(delivery.payload.length, PAYLOAD_LIMIT_BYTES));
    const refusal = this.#refusal(bytes);
    if (refusal !== undefined) {
      this.#refusedMessages += 1;
      done(refusal);
      return;
    }
    const { payload, receivedAt, channel } = delivery;
    const lane = channel === 'telemetry' ? laneOf(payload, receivedAt, this.#liveWithinMs) : 'live';
    this.#filling().add(lane, delivery, done);
    this.#pendingMessages += 1;
    this.#pendingBytes += bytes;
    this.#scheduleDrain();
  }

  release(cursor: JournalCursor): void {
    if (this.#closed !== undefined) return;
    this.#release = cursor;
    this.#releaseTimer ??= setTimeout(() => this.#drain(), RELEASE_WITHIN_MS).unref();
  }

  state(): JournalState {
    return {
      level: this.#problem === undefined ? this.#space.level : 'failed',
      problem: this.#problem,
      bytes: this.#space.bytes,
      messages: this.#storedMessages + this.#pendingMessages,
      maxBytes: this.#space.limits.maxBytes,
      fileBytes: this.#fileBytes,
      freeDiskBytes: this.#space.freeDiskBytes,
      pendingMessages: this.#pendingMessages,
      pendingBytes: this.#pendingBytes,
      commits: this.#commits,
      failedCommits: this.#failedCommits,
      committedMessages: this.#committedMessages,
      refusedMessages: this.#refusedMessages,
      lastCommitMs: this.#lastCommitMs,
      lastCommitAt: this.#lastCommitAt,
    };
  }

  onCommit(listener: () => void): void {
    this.#listeners.push(listener);
  }

  close(): Promise<void> {
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  async #shutDown(): Promise<void> {
    clearInterval(this.#checkTimer);
    await this.#draining;
    await this.#drain();
    clearTimeout(this.#releaseTimer);
    await this.#writer.close();
  }

  async lookAtDisk(): Promise<void> {
    const { directory, freeDiskBytes = () => freeBytesOf(directory), log } = this.#options;
    try {
      this.#space.freeDiskBytes = await freeDiskBytes();
    } catch (error) {
      log.warn({ err: error }, "the free space of the journal's disk is not known");
    }
  }

  #refusal(bytes: number): UnavailableError | undefined {
    if (this.#closed !== undefined)
      return new UnavailableError('The journal takes no messages: it is closing');
    if (this.#pendingBytes + bytes > PENDING_LIMIT_BYTES) {
      return new UnavailableError(
        `The journal takes no messages: ${this.#pendingBytes} bytes wait for the disk, at most ${PENDING_LIMIT_BYTES} may`,
      );
    }
    return this.#space.take(bytes);
  }

  #filling(): CommitGroup {
    const last = this.#groups.at(-1);
    if (last !== undefined && !last.full) return last;
    const group = new CommitGroup(this.#pool.take);
    this.#groups.push(group);
    return group;
  }

  /** A first commit begins when this turn of the event loop is over; what arrives while it runs makes the next. */
  #scheduleDrain(): void {
    if (this.#draining !== undefined || this.#drainScheduled) return;
    this.#drainScheduled = true;
    setImmediate(() => {
      this.#drainScheduled = false;
      void this.#drain();
    });
  }

  #drain(): Promise<void> {
    this.#draining ??= this.#commitAll().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #commitAll(): Promise<void> {
    do {
      await this.#commit(this.#groups.shift());
    } while (this.#groups.length > 0);
  }

  /** One commit: a group if there is one, and the release that waits for a commit to travel with. */
  async #commit(group: CommitGroup | undefined): Promise<void> {
    const release = this.#release;
    this.#release = undefined;
    clearTimeout(this.#releaseTimer);
    this.#releaseTimer = undefined;

    const begun = performance.now();
    const reply = await this.#writer.commit(group?.seal() ?? [], release);
    this.#pool.give(reply.buffers);
    this.#pendingMessages -= group?.messages ?? 0;
    this.#pendingBytes -= group?.bytes ?? 0;

    if (reply.kind === 'failed') {
      this.#release ??= release;
      this.#onFailed(reply.reason, group);
      return;
    }
    this.#onWorking();
    this.#account(reply, group?.messages ?? 0);
    if (group === undefined) return;
    this.#lastCommitMs = performance.now() - begun;
    this.#lastCommitAt = this.#options.clock();
    this.#commits += 1;
    this.#committedMessages += group.messages;
    group.answer();
    for (const listener of this.#listeners) listener();
  }

  #account({ freed, found, fileBytes }: Committed, messages: number): void {
    this.#fileBytes = fileBytes;
    if (found === undefined) {
      this.#space.give(freed.bytes);
      this.#storedMessages += messages - freed.messages;
    } else {
      this.#space.recount(found.bytes + this.#pendingBytes);
      this.#storedMessages = found.messages;
    }
  }

  #onFailed(reason: string, group: CommitGroup | undefined): void {
    this.#failedCommits += 1;
    if (this.#problem === undefined) {
      this.#options.log.error({ reason }, 'a commit of the journal failed; nothing of it is acknowledged');
    }
    this.#problem = reason;
    if (group === undefined) return;
    this.#space.give(group.bytes);
    group.answer(new UnavailableError(`The journal could not write: ${reason}`));
  }

  #onWorking(): void {
    if (this.#problem === undefined) return;
    this.#problem = undefined;
    this.#options.log.info({}, 'the journal works again');
  }

  /** Looks at the disk; an empty commit shows whether a failed journal works again. */
  async #check(): Promise<void> {
    await this.lookAtDisk();
    if (this.#problem !== undefined && this.#closed === undefined) await this.#drain();
  }
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
