import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TimelineValueAlignment,
  TooltipDisplayMode,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import type { FieldConfig, Options } from '@grafana/grafana-foundation-sdk/statetimeline';
import type { Target, Thresholds, ValueMapping } from '../grafana/model.ts';
import type { Say } from '../text.ts';
import { COUNT } from '../unit.ts';
import { housePanel, type Sized, type Words } from './house.ts';

/**
 * The longest interval at which a device samples: in a shorter bucket no sample would be no news. Longer ranges have
 * longer buckets, so that no answer grows beyond what a screen can show.
 */
const SHORTEST_INTERVAL = '15m';

export interface StateTimelineOptions extends Words {
  readonly targets: readonly Target[];
  readonly thresholds?: Thresholds;
  readonly mappings?: readonly ValueMapping[];
}

/** States side by side over time. */
export function stateTimeline(say: Say, options: StateTimelineOptions): Sized {
  const { targets, thresholds, mappings } = options;
  return housePanel(
    say,
    { width: 24, ...options },
    {
      type: 'state-timeline',
      targets,
      unit: COUNT,
      shortestInterval: SHORTEST_INTERVAL,
      color: { mode: 'thresholds' },
      ...(thresholds !== undefined && { thresholds }),
      ...(mappings !== undefined && { mappings }),
      custom: { lineWidth: 0, fillOpacity: 80, spanNulls: false, insertNulls: false } satisfies FieldConfig,
      options: {
        mergeValues: true,
        showValue: VisibilityMode.Never,
        alignValue: TimelineValueAlignment.Left,
        rowHeight: 0.8,
        legend: {
          showLegend: true,
          displayMode: LegendDisplayMode.List,
          placement: LegendPlacement.Bottom,
          calcs: [],
        },
        tooltip: { mode: TooltipDisplayMode.Single, sort: SortOrder.None },
      } satisfies Options,
    },
  );
}
