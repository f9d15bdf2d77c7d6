/** How long to stay away after a failure. */
export interface BackOff {
  /** Upper bound of the first delay, ms. */
  readonly baseMs: number;
  /** Upper bound of every delay, ms. */
  readonly capMs: number;
}

/**
 * So long that a fleet of 10 000 that lost its server, or its power, at one moment comes back within a minute and not
 * faster than 250 log-ins a second take, which is what a server does that has to check every secret anew. Sooner would
 * help a device that fails alone; it keeps its samples for as long.
 */
export const DEFAULT_BACK_OFF: BackOff = { baseMs: 50_000, capMs: 50_000 };

/**
 * Exponential back-off (M. Brooker, "Exponential Backoff And Jitter", 2015). The first delay has full jitter, anywhere
 * between 0 and the base, so that devices that lost their server together do not come back together. Those after it
 * have equal jitter, between half and all of min(cap, base × 2^failures): with full jitter, those who draw short ones
 * again and again would meet those who just come.
 * `failures` counts those before this one, `chance` lies in [0, 1). Gives ms.
 */
export function backOffMs({ baseMs, capMs }: BackOff, failures: number, chance: number): number {
  const ceilingMs = Math.min(capMs, baseMs * 2 ** failures);
  return failures === 0 ? chance * ceilingMs : ((1 + chance) / 2) * ceilingMs;
}
