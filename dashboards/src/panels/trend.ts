import type { Target } from '../grafana/model.ts';
import type { Say } from '../text.ts';
import type { Unit } from '../unit.ts';
import { housePanel, type Sized, type Words } from './house.ts';
import { type Limits, thresholdsOf } from './limits.ts';

/**
 * A line goes on over a gap of so long, ms, and breaks over a longer one: four times the longest interval at which a
 * device samples (15 min), so that one lost sample is no gap and an outage is.
 */
const CONNECTED_MS = 4 * 900_000;

export interface TrendOptions extends Words {
  readonly targets: readonly Target[];
  readonly unit: Unit;
  readonly limits?: Limits;
  readonly range?: { readonly min?: number; readonly max?: number };
  /** Series that are counts, not measurements: drawn as bars. */
  readonly bars?: boolean;
  readonly stacked?: boolean;
  /** What the legend says of each series; by default the extremes and the mean, of counts the sum. */
  readonly legend?: readonly string[];
}

/** Values over time. */
export function trend(say: Say, options: TrendOptions): Sized {
  const { targets, unit, limits = {}, range, bars = false, stacked = false } = options;
  const { legend = bars ? ['sum'] : ['min', 'mean', 'max', 'lastNotNull'] } = options;
  const thresholds = thresholdsOf(limits);
  return housePanel(say, options, {
    type: 'timeseries',
    targets,
    unit,
    ...(range !== undefined && { range }),
    ...(thresholds !== undefined && { thresholds }),
    custom: {
      drawStyle: bars ? 'bars' : 'line',
      lineInterpolation: 'linear',
      lineWidth: 1,
      fillOpacity: bars ? 80 : 0,
      showPoints: 'auto',
      pointSize: 4,
      spanNulls: bars ? false : CONNECTED_MS,
      stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
      thresholdsStyle: { mode: thresholds === undefined ? 'off' : 'dashed' },
    },
    options: {
      legend: {
        showLegend: true,
        displayMode: 'table',
        placement: 'bottom',
        calcs: legend,
      },
      tooltip: { mode: 'multi', sort: 'none' },
    },
  });
}
