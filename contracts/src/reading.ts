/** What a series is: one parameter measured by one device at one sampling point of one plant. */
export interface SeriesKey {
  readonly plant: string;
  readonly point: string;
  readonly device: string;
  readonly parameter: string;
}

/** A text that two keys share exactly when they name the same series. Ids hold no `/`. */
export function seriesName(key: SeriesKey): string {
  return `${key.plant}/${key.point}/${key.device}/${key.parameter}`;
}

/**
 * Readings in columns: row i belongs to `series[seriesIndex[i]]`. Columns may be longer than `length`.
 * The same shape goes from ingest to the store and to the live feed, so no reading becomes an object on the way.
 */
export interface ReadingBatch {
  readonly series: readonly SeriesKey[];
  readonly length: number;
  readonly seriesIndex: Uint32Array;
  /** Measurement time, Unix ms UTC. */
  readonly t: Float64Array;
  /** Canonical unit; NaN where the sensor gave no value (flag 9). */
  readonly value: Float64Array;
  readonly flag: Uint8Array;
  /** Bits of the quality tests that raised the flag: see `testBit`. */
  readonly tests: Uint32Array;
  /** Version of the settings that the flag stands on: see FIRST_OWN_SETTINGS_VERSION; 0: not known. */
  readonly settingsVersion: Uint32Array;
  /** When the server received the message, Unix ms UTC. */
  readonly receivedAt: Float64Array;
  /** The readings were stored before: what is new of them is the flag that later ones completed. */
  readonly completed?: true;
}
