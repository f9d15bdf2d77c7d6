import { setTimeout as delay } from 'node:timers/promises';
import type { ReadingBatch } from '@banyu/contracts';
import type { Store, WriteOutcome } from '@banyu/store';

export type StoredOutcome = Extract<WriteOutcome, { status: 'stored' }>;

/** How a store that is away is asked again: a pause that doubles from `firstMs` to `maxMs`, of which half is chance. */
export interface RetryPace {
  readonly firstMs: number;
  readonly maxMs: number;
}

export interface WriteAttempts {
  readonly store: Pick<Store, 'write'>;
  readonly pace: RetryPace;
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends the waiting, not a write that is under way. */
  readonly signal: AbortSignal;
  /** Told of each attempt that failed, and why; the next follows after `waitMs`. */
  readonly onRetry: (reason: string, waitMs: number) => void;
}

/** Writes the same batch until the store has it; undefined when it was aborted before. */
export async function writeUntilStored(
  batch: ReadingBatch,
  { store, pace, random, signal, onRetry }: WriteAttempts,
): Promise<StoredOutcome | undefined> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const outcome = await writeOnce(store, batch);
    if (outcome.status === 'stored') return outcome;
    const pauseMs = Math.min(pace.maxMs, pace.firstMs * 2 ** Math.min(attempt, 30));
    const waitMs = Math.max(outcome.retryAfterMs ?? 0, pauseMs * (0.5 + random() / 2));
    onRetry(outcome.reason, waitMs);
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** A store that throws has a fault of its own; its readings are kept until it is mended. */
async function writeOnce(store: Pick<Store, 'write'>, batch: ReadingBatch): Promise<WriteOutcome> {
  try {
    return await store.write(batch);
  } catch (error) {
    return { status: 'retry', reason: `the store failed: ${String(error)}` };
  }
}
