import {
  GraphDrawStyle,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import type { FieldConfig, Options } from '@grafana/grafana-foundation-sdk/timeseries';
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
      drawStyle: bars ? GraphDrawStyle.Bars : GraphDrawStyle.Line,
      lineInterpolation: LineInterpolation.Linear,
      lineWidth: 1,
      fillOpacity: bars ? 80 : 0,
      showPoints: VisibilityMode.Auto,
      pointSize: 4,
      spanNulls: bars ? false : CONNECTED_MS,
      stacking: { mode: stacked ? StackingMode.Normal : StackingMode.None, group: 'A' },
      thresholdsStyle: {
        mode: thresholds === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed,
      },
    } satisfies FieldConfig,
    options: {
      legend: {
        showLegend: true,
        displayMode: LegendDisplayMode.Table,
        placement: LegendPlacement.Bottom,
        calcs: [...legend],
      },
      tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.None },
    } satisfies Options,
  });
}
