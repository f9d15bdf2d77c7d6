/** The time of a device, and its way to wait. */
export interface Clock {
  /** Unix ms. */
  now(): number;
  /** Calls once, `delayMs` from now; the result calls it off. */
  after(delayMs: number, call: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};

/** The longest that a timer of Node can wait, ms. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls once at an instant, Unix ms, or now when that is past; the result calls it off. */
export function callAt(clock: Clock, atMs: number, call: () => void): () => void {
  const leftMs = atMs - clock.now();
  if (leftMs <= LONGEST_MS) return clock.after(Math.max(0, leftMs), call);
  let cancel = clock.after(LONGEST_MS, () => {
    cancel = callAt(clock, atMs, call);
  });
  return () => cancel();
}
