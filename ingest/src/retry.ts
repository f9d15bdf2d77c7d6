import { setTimeout as delay } from 'node:timers/promises';

/** How a store that is away is asked again: a pause that doubles from `firstMs` to `maxMs`, of which half is chance. */
export interface RetryPace {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** How often, and until when, something is tried again. */
export interface Attempts {
  readonly pace: RetryPace;
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends the waiting, not an attempt that is under way. */
  readonly signal: AbortSignal;
  /** Told of each attempt that failed, and why; the next follows after `waitMs`. */
  readonly onRetry: (reason: string, waitMs: number) => void;
}

/** What a store says when it may be tried again. */
export interface Retry {
  readonly status: 'retry';
  readonly reason: string;
  readonly retryAfterMs?: number;
}

/** Tries the same until it is done; undefined when it was aborted before. What is thrown is a reason to try again. */
export async function tryUntilDone<Done extends { readonly status: string }>(
  attempt: () => Promise<Done | Retry>,
  { pace, random, signal, onRetry }: Attempts,
): Promise<Exclude<Done, Retry> | undefined> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    const outcome = await once(attempt);
    if (!isRetry(outcome)) return outcome as Exclude<Done, Retry>;
    const pauseMs = Math.min(pace.maxMs, pace.firstMs * 2 ** Math.min(tries, 30));
    const waitMs = Math.max(outcome.retryAfterMs ?? 0, pauseMs * (0.5 + random() / 2));
    onRetry(outcome.reason, waitMs);
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** A store that throws has a fault of its own; what it is asked waits until it is mended. */
async function once<Done>(attempt: () => Promise<Done>): Promise<Done | Retry> {
  try {
    return await attempt();
  } catch (error) {
    return { status: 'retry', reason: `the store failed: ${String(error)}` };
  }
}

function isRetry(outcome: { readonly status: string }): outcome is Retry {
  return outcome.status === 'retry';
}
