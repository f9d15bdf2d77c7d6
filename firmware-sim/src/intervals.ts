/** How often a device samples, and how often it scans for a sample; scans fit into the interval. */
export interface Intervals {
  readonly sampleMs: number;
  readonly scanMs: number;
  /** How long after the whole multiples of the interval it samples. */
  readonly phaseMs: number;
}

/** With a low battery it samples not more often than this, and scans once for it. */
const LOW_BATTERY_MS = 900_000;

/** The intervals for the wished ones, whole ms: the longest scan that fits and is not longer than wished. */
export function intervalsOf({ sampleMs, scanMs, phaseMs }: Intervals, lowBattery: boolean): Intervals {
  if (lowBattery) {
    const slowMs = Math.max(sampleMs, LOW_BATTERY_MS);
    return { sampleMs: slowMs, scanMs: slowMs, phaseMs: phaseMs % slowMs };
  }
  let scans = Math.ceil(sampleMs / scanMs);
  while (sampleMs % scans !== 0) scans += 1;
  return { sampleMs, scanMs: sampleMs / scans, phaseMs: phaseMs % sampleMs };
}
