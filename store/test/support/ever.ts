/** All of time that a store takes. */
export const EVER = { from: 0, to: 9_000_000_000_000 };
