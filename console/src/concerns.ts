import type { ApiDevice, ApiReading } from '@banyu/contracts';
import { seriesKey } from './series-key.ts';

/** What an operator should look at, worst first. */
export type Concern =
  | { readonly kind: 'untrusted' | 'suspect' | 'stale'; readonly reading: ApiReading }
  | { readonly kind: 'device-offline'; readonly device: ApiDevice }
  | { readonly kind: 'device-silent'; readonly device: ApiDevice; readonly stale: readonly ApiReading[] };

export interface Overview {
  readonly sensors: number;
  /** Fresh readings with flag 1. */
  readonly good: number;
  readonly concerns: readonly Concern[];
}

const RANK = ['untrusted', 'device-offline', 'device-silent', 'stale', 'suspect'];

/**
 * What stands out among a plant's readings. `isStale` says of a reading whether it must no longer look live.
 * A device none of whose readings is fresh is one concern, not many.
 */
export function overviewOf(
  readings: readonly ApiReading[],
  devices: readonly ApiDevice[],
  isStale: (key: string, reading: ApiReading) => boolean,
): Overview {
  const stale = new Set(readings.filter((reading) => isStale(seriesKey(reading), reading)));
  const concerns: Concern[] = [];
  const spokenFor = new Set<ApiReading>();
  for (const device of devices) {
    const own = readings.filter((reading) => reading.device === device.id);
    const ownStale = own.filter((reading) => stale.has(reading));
    if (device.enabled && device.connection === 'offline') concerns.push({ kind: 'device-offline', device });
    else if (ownStale.length > 1 && ownStale.length === own.length) {
      concerns.push({ kind: 'device-silent', device, stale: ownStale });
    } else continue;
    for (const reading of ownStale) spokenFor.add(reading);
  }
  for (const reading of readings) {
    if (isUntrusted(reading)) concerns.push({ kind: 'untrusted', reading });
    else if (stale.has(reading) && !spokenFor.has(reading)) concerns.push({ kind: 'stale', reading });
    else if (reading.flag === 3 && !stale.has(reading)) concerns.push({ kind: 'suspect', reading });
  }
  return {
    sensors: readings.length,
    good: readings.filter((reading) => reading.flag === 1 && !stale.has(reading)).length,
    concerns: concerns.toSorted((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind)),
  };
}

/** Whether a reading's flag says that its value must not be believed: 4, fail, or 9, missing. */
export function isUntrusted(reading: Pick<ApiReading, 'flag'>): boolean {
  return reading.flag === 4 || reading.flag === 9;
}
