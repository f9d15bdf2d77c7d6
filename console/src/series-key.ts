import type { ApiReading } from '@banyu/contracts';

/** What names a series inside one plant. */
export type SeriesRef = Pick<ApiReading, 'point' | 'device' | 'parameter'>;

/** A text that two references share exactly when they name the same series. Ids hold no `/`. */
export function seriesKey(series: SeriesRef): string {
  return `${series.point}/${series.device}/${series.parameter}`;
}
