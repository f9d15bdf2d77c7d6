import { useEffect, useState } from 'preact/hooks';
import type { PlantLive } from '../plant-live.ts';
import type { Range, Values } from '../route.ts';
import { type SeriesRef, seriesKey } from '../series-key.ts';
import { useServices } from '../services.ts';
import { TrendLive } from '../trend-live.ts';

/** The trend of a series over a period, opened for as long as the part is on the page. */
export function useTrend(
  live: PlantLive,
  series: SeriesRef,
  range: Range,
  values: Values,
): TrendLive | undefined {
  const { api, clock } = useServices();
  const [trend, setTrend] = useState<TrendLive>();
  useEffect(() => {
    const opened = new TrendLive(live, api, series, { range, values }, () => clock.get());
    setTrend(opened);
    return () => opened.close();
  }, [live, seriesKey(series), range, values]);
  // After a change the trend before it is still there for one rendering.
  return trend?.range === range && trend.values === values ? trend : undefined;
}
