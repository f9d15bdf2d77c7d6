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
    const reply = await this.#start(false);
    if (reply.kind === 'opened') return reply.held;
    await this.#worker?.terminate();
    const reason = reply.kind === 'failed' ? reply.reason : reply.kind;
    throw new ConfigurationError(`Cannot open the journal in "${this.#directory}": ${reason}`);
  }

  /** One transaction, on disk when it answers `committed`. One call at a time; the entries' buffers are given away. */
  async commit(entries: readonly EntryToWrite[], release: JournalCursor | undefined): Promise<CommitReply> {
    if (this.#worker === undefined) await this.#start(true);
    const transfer = entries.map(({ buffer }) => buffer);
    const reply = await this.#ask({ kind: 'commit', entries, release }, transfer);
    if (reply.kind === 'committed' || reply.kind === 'failed') return reply;
    return { kind: 'failed', reason: `the writer answered "${reply.kind}"`, buffers: [] };
  }

  async close(): Promise<void> {
    if (this.#worker === undefined) return;
    await this.#ask({ kind: 'close' }, []);
    await this.#worker?.terminate();
  }

  #start(restarted: boolean): Promise<WriterReply> {
    const workerData: WriterData = { directory: this.#directory, restarted };
    const worker = new Worker(new URL('./writer.ts', import.meta.url), { name: 'banyu-journal', workerData });
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
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #ask(request: WriterRequest, transfer: ArrayBuffer[]): Promise<WriterReply> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#worker?.postMessage(request, transfer);
    });
  }

  #answer(reply: WriterReply): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(reply);
  }
}
