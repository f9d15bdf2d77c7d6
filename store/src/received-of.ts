import type { SeriesKey } from '@banyu/contracts';
import type { SeriesReceived, StoredReading } from './query.ts';

/** The columns of a series from its readings, ascending in time; undefined for none. */
export function receivedOf(
  { plant, point, device, parameter }: SeriesKey,
  readings: readonly Pick<StoredReading, 't' | 'value' | 'receivedAt'>[],
): SeriesReceived | undefined {
  if (readings.length === 0) return undefined;
  return {
    ...{ plant, point, device, parameter },
    t: Float64Array.from(readings, ({ t }) => t),
    value: Float64Array.from(readings, ({ value }) => value),
    receivedAt: Float64Array.from(readings, ({ receivedAt }) => receivedAt),
  };
}
