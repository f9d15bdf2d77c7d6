/** How long to stay away after a failure. */
export interface BackOff {
  /** Upper bound of the first delay, ms. */
  readonly baseMs: number;
  /** Upper bound of every delay, ms. */
  readonly capMs: number;
}

export const DEFAULT_BACK_OFF: BackOff = { baseMs: 1_000, capMs: 60_000 };

/**
 * Exponential back-off with full jitter: anywhere between 0 and min(cap, base × 2^failures), so that devices
 * that lost their server together do not come back together (M. Brooker, "Exponential Backoff And Jitter", 2015).
 * `failures` counts those before this one, `chance` lies in [0, 1). Gives ms.
 */
export function backOffMs({ baseMs, capMs }: BackOff, failures: number, chance: number): number {
  return chance * Math.min(capMs, baseMs * 2 ** failures);
}
