import type { TableFile } from '../laboratory/table-file.ts';

/** What the thread that reads an uploaded table is started with. */
export interface TableWorkerInput {
  readonly bytes: Uint8Array;
}

export type TableAnswer =
  | { readonly status: 'read'; readonly table: TableFile }
  | { readonly status: 'unreadable'; readonly message: string };
