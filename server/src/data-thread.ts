import { Worker } from 'node:worker_threads';
import type { ReadingBatch } from '@banyu/contracts';
import type { JournalCursor } from '@banyu/ingest';
import type { Config } from './config.ts';
import type { DataMethods } from './workers/data.ts';
import { type DataWorkerInput, type DataWorkerNotice, OPEN, WAKE } from './workers/data-protocol.ts';
import { callMethods, type Remote } from './workers/rpc.ts';

export interface DataThreadListeners {
  readonly onStored: (batch: ReadingBatch) => void;
  /** Instead of `onStored`, unless `listen(true)` was said. */
  readonly onUnheard: () => void;
  readonly onCursor: (cursor: JournalCursor) => void;
  /** The thread ended by itself: nothing is stored any more, the process should end and be started anew. */
  readonly onDeath: (error: Error) => void;
}

/** Young objects of the thread, MB: JSON on its way to columns. More makes it larger and not faster. */
const YOUNG_MB = 8;

/** The thread that stores and answers. It loads its code as soon as it is made, beside whatever else is opened. */
export class DataThread {
  readonly data: Remote<DataMethods>;
  readonly #worker: Worker;
  readonly #listening = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #ready = Promise.withResolvers<void>();
  #state: 'loading' | 'open' | 'closing' = 'loading';

  constructor(config: Config, listeners: DataThreadListeners) {
    this.#worker = new Worker(new URL('./workers/data.ts', import.meta.url), {
      workerData: { config, listening: this.#listening } satisfies DataWorkerInput,
      name: 'banyu-data',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    const { remote, fail } = callMethods<DataMethods>(this.#worker);
    this.data = remote;
    this.#ready.promise.catch(() => undefined);
    this.#worker.on('message', (notice: DataWorkerNotice) => this.#onNotice(notice, listeners));
    const ended = (error: Error) => {
      fail(error);
      this.#ready.reject(error);
      if (this.#state === 'open') listeners.onDeath(error);
    };
    this.#worker.on('error', (error) => ended(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => ended(new Error(`the data thread ended with ${code}`)));
  }

  /** Opens the store and goes on with the journal, which must be there by now. Rejects when it cannot. */
  async open(): Promise<void> {
    this.#worker.postMessage(OPEN);
    await this.#ready.promise;
    this.#state = 'open';
  }

  /** There is something new in the journal; asks for no answer. */
  wake(): void {
    this.#worker.postMessage(WAKE);
  }

  /** Whether stored batches are wanted whole: they are copied for it. */
  listen(wanted: boolean): void {
    Atomics.store(this.#listening, 0, wanted ? 1 : 0);
  }

  /** Stores what the journal holds, within limits, and ends the thread. Closed already, it does nothing. */
  async close(): Promise<void> {
    if (this.#state === 'closing') return;
    const wasOpen = this.#state === 'open';
    this.#state = 'closing';
    try {
      if (wasOpen) await this.data.close();
    } finally {
      await this.#worker.terminate();
    }
  }

  #onNotice(notice: DataWorkerNotice, { onStored, onUnheard, onCursor }: DataThreadListeners): void {
    // Answers to calls come here too: callMethods listens for them.
    if (notice.kind === 'ready') this.#ready.resolve();
    else if (notice.kind === 'stored') onStored(notice.batch);
    else if (notice.kind === 'unheard') onUnheard();
    else if (notice.kind === 'cursor') onCursor(notice.cursor);
  }
}
