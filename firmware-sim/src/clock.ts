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
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};
