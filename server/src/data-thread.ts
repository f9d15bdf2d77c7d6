import { Worker } from 'node:worker_threads';
import type { ReadingBatch } from '@banyu/contracts';
import type { JournalCursor } from '@banyu/ingest';
import type { Config } from './config.ts';
import type { DataMethods } from './workers/data.ts';
import { type DataWorkerInput, type DataWorkerNotice, WAKE } from './workers/data-protocol.ts';
import { callMethods, type Remote } from './workers/rpc.ts';

export interface DataThread {
  readonly data: Remote<DataMethods>;
  /** There is something new in the journal; asks for no answer. */
  wake(): void;
  /** Stores what the journal holds, within limits, and closes. */
  close(): Promise<void>;
}

export interface DataThreadListeners {
  readonly onStored: (batch: ReadingBatch) => void;
  readonly onCursor: (cursor: JournalCursor) => void;
  /** The thread ended by itself: nothing is stored any more, the process should end and be started anew. */
  readonly onDeath: (error: Error) => void;
}

/** Young objects of the thread, MB: JSON on its way to columns. More makes it larger and not faster. */
const YOUNG_MB = 24;

/** Starts the thread that stores and answers; resolves when it is ready, rejects when it cannot start. */
export async function startDataThread(config: Config, listeners: DataThreadListeners): Promise<DataThread> {
  const worker = new Worker(new URL('./workers/data.ts', import.meta.url), {
    workerData: { config } satisfies DataWorkerInput,
    name: 'banyu-data',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const { remote, fail } = callMethods<DataMethods>(worker);
  let closing = false;
  let ready = false;
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (notice: DataWorkerNotice) => {
      switch (notice.kind) {
        case 'ready':
          ready = true;
          return resolve();
        case 'stored':
          return listeners.onStored(notice.batch);
        case 'cursor':
          return listeners.onCursor(notice.cursor);
        default:
          return;
      }
    });
    const ended = (error: Error) => {
      fail(error);
      if (!ready) reject(error);
      else if (!closing) listeners.onDeath(error);
    };
    worker.on('error', (error) => ended(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => ended(new Error(`the data thread ended with ${code}`)));
  });
  return {
    data: remote,
    wake: () => worker.postMessage(WAKE),
    async close() {
      closing = true;
      await remote.close();
      await worker.terminate();
    },
  };
}
