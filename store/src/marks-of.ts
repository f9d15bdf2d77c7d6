import type { SeriesKey } from '@banyu/contracts';
import type { SeriesMarks, StoredReading } from './query.ts';

/** The marks of a series from its readings, ascending in time; undefined for none. */
export function marksOf(
  { plant, point, device, parameter }: SeriesKey,
  readings: readonly Pick<StoredReading, 't' | 'receivedAt' | 'flag' | 'tests'>[],
): SeriesMarks | undefined {
  if (readings.length === 0) return undefined;
  return {
    ...{ plant, point, device, parameter },
    t: Float64Array.from(readings, ({ t }) => t),
    receivedAt: Float64Array.from(readings, ({ receivedAt }) => receivedAt),
    flag: Uint8Array.from(readings, ({ flag }) => flag),
    tests: Uint32Array.from(readings, ({ tests }) => tests),
  };
}
