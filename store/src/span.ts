import type { SpanReadings, StoredReading } from './query.ts';

/** Readings of one series, ascending, in columns. */
export function spanOf(
  readings: readonly Pick<
    StoredReading,
    't' | 'value' | 'flag' | 'tests' | 'settingsVersion' | 'receivedAt'
  >[],
): SpanReadings {
  return {
    length: readings.length,
    t: Float64Array.from(readings, ({ t }) => t),
    value: Float64Array.from(readings, ({ value }) => value),
    flag: Uint8Array.from(readings, ({ flag }) => flag),
    tests: Uint32Array.from(readings, ({ tests }) => tests),
    settingsVersion: Uint32Array.from(readings, ({ settingsVersion }) => settingsVersion),
    receivedAt: Float64Array.from(readings, ({ receivedAt }) => receivedAt),
  };
}
