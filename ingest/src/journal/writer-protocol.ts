import type { SealedEntry } from './entry.ts';
import type { JournalCursor, Lane } from './lane.ts';

/** What the writer thread is started with. */
export interface WriterData {
  readonly directory: string;
  /** The thread before this one died. */
  readonly restarted: boolean;
}

/** What the journal asks of its writer thread; one request at a time, each answered once. */
export type WriterRequest =
  | {
      readonly kind: 'commit';
      readonly entries: readonly EntryToWrite[];
      /** Entries up to here are deleted in the same transaction. */
      readonly release: JournalCursor | undefined;
    }
  | { readonly kind: 'close' };

export interface EntryToWrite extends SealedEntry {
  readonly lane: Lane;
}

/**
 * What the writer answers. A first thread says unasked whether it could open: `opened` or `failed`. One that was
 * started again opens with its first commit. Buffers come back for reuse.
 */
export type WriterReply =
  | { readonly kind: 'opened'; readonly held: Held }
  | {
      readonly kind: 'committed';
      /** What the deleted entries held. */
      readonly freed: Held;
      /**
       * What the journal holds now, if this commit had to open it anew. After a fault only the file knows that: a
       * commit that was answered `failed`, or not at all, may be in it.
       */
      readonly found: Held | undefined;
      readonly fileBytes: number;
      readonly buffers: readonly ArrayBuffer[];
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly buffers: readonly ArrayBuffer[] }
  | { readonly kind: 'closed' };

/** Messages and bytes (payloads and what describes them). */
export interface Held {
  readonly messages: number;
  readonly bytes: number;
}
