import { Worker } from 'node:worker_threads';
import { ConfigurationError } from '@banyu/contracts';
import type { JournalCursor } from './lane.ts';
import type { EntryToWrite, Held, WriterData, WriterReply, WriterRequest } from './writer-protocol.ts';

type CommitReply = Extract<WriterReply, { kind: 'committed' | 'failed' }>;

/** The journal's writer thread as one asynchronous call; started again when it dies. */
export class WriterThread {
  readonly #directory: string;
  #worker: Worker | undefined;
  #waiting: ((reply: WriterReply) => void) | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Opens the database and says what it holds. Throws a ConfigurationError when it cannot be opened. */
  async open(): Promise<Held> {
    const worker = this.#start(false);
    const reply = await this.#reply();
    if (reply.kind === 'opened') return reply.held;
    await worker.terminate();
    const reason = reply.kind === 'failed' ? reply.reason : reply.kind;
    throw new ConfigurationError(`Cannot open the journal in "${this.#directory}": ${reason}`);
  }

  /** One transaction, on disk when it answers `committed`. One call at a time; the entries' buffers are given away. */
  async commit(entries: readonly EntryToWrite[], release: JournalCursor | undefined): Promise<CommitReply> {
    let worker: Worker;
    try {
      worker = this.#worker ?? this.#start(true);
    } catch (error) {
      return { kind: 'failed', reason: `the writer thread cannot start: ${String(error)}`, buffers: [] };
    }
    const transfer = entries.map(({ buffer }) => buffer);
    const reply = await this.#ask(worker, { kind: 'commit', entries, release }, transfer);
    if (reply.kind === 'committed' || reply.kind === 'failed') return reply;
    return { kind: 'failed', reason: `the writer answered "${reply.kind}"`, buffers: [] };
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await this.#ask(worker, { kind: 'close' }, []);
    await worker.terminate();
  }

  #start(restarted: boolean): Worker {
    const workerData: WriterData = { directory: this.#directory, restarted };
    const worker = new Worker(new URL('./writer.ts', import.meta.url), {
      name: 'banyu-journal',
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    let cause = 'it ended';
    worker.on('message', (reply: WriterReply) => this.#answer(reply));
    worker.on('error', (error: unknown) => {
      cause = String(error);
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#answer({ kind: 'failed', reason: `the writer thread died: ${cause}`, buffers: [] });
    });
    this.#worker = worker;
    return worker;
  }

  /** Always answered: what a dying thread does not answer, its `exit` does, which takes it out of `#worker` too. */
  #ask(worker: Worker, request: WriterRequest, transfer: ArrayBuffer[]): Promise<WriterReply> {
    const reply = this.#reply();
    worker.postMessage(request, transfer);
    return reply;
  }

  #reply(): Promise<WriterReply> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #answer(reply: WriterReply): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(reply);
  }
}
