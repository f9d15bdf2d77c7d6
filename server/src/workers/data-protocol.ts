import type { ReadingBatch } from '@banyu/contracts';
import type { JournalCursor } from '@banyu/ingest';
import type { Config } from '../config.ts';

/** What the data thread is started with. */
export interface DataWorkerInput {
  readonly config: Config;
  /** One number, shared: 1 while stored batches are to be told whole, 0 while their coming is enough. */
  readonly listening: Int32Array;
}

/** What the data thread tells unasked; answers to calls travel beside it (rpc.ts). */
export type DataWorkerNotice =
  | { readonly kind: 'ready' }
  /** These readings are in the store now. */
  | { readonly kind: 'stored'; readonly batch: ReadingBatch }
  /** A batch was stored while nobody listened. */
  | { readonly kind: 'unheard' }
  /** Everything in the journal up to here is in the store. */
  | { readonly kind: 'cursor'; readonly cursor: JournalCursor };

/** Told to the data thread after each commit of the journal: no call, for nobody waits for it. */
export const WAKE = 'wake';

/** The first message to the data thread: what it reads is there now. Until then it has only loaded its code. */
export const OPEN = 'open';
