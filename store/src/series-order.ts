import type { SeriesKey } from '@banyu/contracts';
import type { SeriesFilter, StoredReading } from './query.ts';

/** By plant, point, device, parameter; plain code-unit order, as all ids are ASCII. */
export function compareSeries(a: SeriesKey, b: SeriesKey): number {
  return (
    compareText(a.plant, b.plant) ||
    compareText(a.point, b.point) ||
    compareText(a.device, b.device) ||
    compareText(a.parameter, b.parameter)
  );
}

/** The order of a page of readings: newest first, then by series. */
export function compareReadings(
  a: Pick<StoredReading, 't' | keyof SeriesKey>,
  b: Pick<StoredReading, 't' | keyof SeriesKey>,
): number {
  return b.t - a.t || compareSeries(a, b);
}

export function matchesFilter(filter: SeriesFilter, key: SeriesKey): boolean {
  return (
    (filter.plant === undefined || filter.plant === key.plant) &&
    (filter.point === undefined || filter.point === key.point) &&
    (filter.device === undefined || filter.device === key.device) &&
    (filter.parameter === undefined || filter.parameter === key.parameter)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
