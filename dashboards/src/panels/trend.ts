import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LineInterpolation,
  StackingConfigBuilder,
  StackingMode,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Asked } from '../dataquery.ts';
import type { Say } from '../text.ts';
import type { Unit } from '../unit.ts';
import { housePanel, type PanelBuilder, type Words } from './house.ts';
import { legend, tooltip } from './legend.ts';

/**
 * A line goes on over a gap of so long, ms, and breaks over a longer one: four times the longest interval at which a
 * device samples (15 min), so that one lost sample is no gap and an outage is.
 */
const CONNECTED_MS = 4 * 900_000;

export interface TrendOptions extends Words {
  readonly targets: Asked;
  readonly unit: Unit;
  readonly range?: { readonly min?: number; readonly max?: number };
  /** Series that are counts, not measurements: drawn as bars. */
  readonly bars?: boolean;
  readonly stacked?: boolean;
  /** What the legend says of each series; by default the extremes and the mean, of counts the sum. */
  readonly legend?: readonly string[];
}

/** Values over time. */
export function trend(say: Say, options: TrendOptions): PanelBuilder {
  const { targets, unit, range = {}, bars = false, stacked = false } = options;
  const { legend: calcs = bars ? ['sum'] : ['min', 'mean', 'max', 'lastNotNull'] } = options;
  const panel = housePanel(new TimeSeriesPanel(), say, options, { targets, unit })
    .drawStyle(bars ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .lineInterpolation(LineInterpolation.Linear)
    .lineWidth(1)
    .fillOpacity(bars ? 80 : 0)
    .showPoints(VisibilityMode.Auto)
    .pointSize(4)
    .spanNulls(bars ? false : CONNECTED_MS)
    .stacking(new StackingConfigBuilder().mode(stacked ? StackingMode.Normal : StackingMode.None).group('A'))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Off))
    .legend(legend(calcs))
    .tooltip(tooltip('all'));
  if (range.min !== undefined) panel.min(range.min);
  if (range.max !== undefined) panel.max(range.max);
  return panel;
}
