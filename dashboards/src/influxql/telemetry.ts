import { quoted } from './select.ts';

/*
 * How ingest lays readings out in InfluxDB: measurement `telemetry`; tags `plant`, `point`, `device`; for each parameter
 * a float field of its name, an integer field `<parameter>_flag` with every reading, `<parameter>_tests` where a test
 * spoke; `received` (Unix ms) with every sample.
 */

export const TELEMETRY = 'telemetry';
export const RECEIVED = 'received';

/** What derivation writes: see the environment page. */
export const DERIVED = 'derived';

/** What people have to know when they read the data: calibrations, maintenance, power, tampering. */
export const EVENT = 'event';

/** Work that people entered, from its begin to its end. */
export const WINDOW = 'service_window';

export function flagOf(parameter: string): string {
  return quoted(`${parameter}_flag`);
}

/** Readings that figures stand on: not failed (4), not missing (9). */
export function inFigures(parameter: string): string {
  return `${flagOf(parameter)} < 4`;
}

/**
 * 1 for a reading of flag 1, 0 for any other, so that its mean is the share of good readings. Of the flags 1, 2, 3, 4
 * and 9 each but the first has exactly one of the bits 2, 4 and 8. Not every InfluxDB 1.x knows `floor`.
 */
export function isGood(parameter: string): string {
  const flag = flagOf(parameter);
  return `1 - (${flag} & 2) / 2 - (${flag} & 4) / 4 - (${flag} & 8) / 8`;
}
