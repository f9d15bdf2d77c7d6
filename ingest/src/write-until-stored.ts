import type { ReadingBatch } from '@banyu/contracts';
import type { Store, WriteOutcome } from '@banyu/store';
import { type Attempts, tryUntilDone } from './retry.ts';

export type StoredOutcome = Extract<WriteOutcome, { status: 'stored' }>;

export interface WriteAttempts extends Attempts {
  readonly store: Pick<Store, 'write'>;
}

/** Writes the same batch until the store has it; undefined when it was aborted before. */
export function writeUntilStored(
  batch: ReadingBatch,
  { store, ...attempts }: WriteAttempts,
): Promise<StoredOutcome | undefined> {
  return tryUntilDone(() => store.write(batch), attempts);
}
