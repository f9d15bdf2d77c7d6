/** Devices that may come back all at once, after a power cut say: what is kept or made to wait per log-in is sized for it. */
export const LARGEST_FLEET = 20_000;
