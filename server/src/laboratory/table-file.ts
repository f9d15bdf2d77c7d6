import type { Cell } from '@banyu/registry';

/** A table as a file held it. */
export interface TableFile {
  readonly format: 'csv' | 'xlsx';
  /** The sheet's name; null where there are no sheets. */
  readonly sheet: string | null;
  readonly cells: readonly (readonly Cell[])[];
}

/** The file cannot be read; the message says what to do. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
