import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { TimelineValueAlignment, VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import type { ThresholdsConfig, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StateTimelinePanel } from '@grafana/grafana-foundation-sdk/statetimeline';
import type { Asked } from '../dataquery.ts';
import type { Say } from '../text.ts';
import { COUNT } from '../unit.ts';
import { housePanel, type PanelBuilder, type Words } from './house.ts';
import { legend, tooltip } from './legend.ts';

/**
 * The longest interval at which a device samples: in a shorter bucket no sample would be no news. Longer ranges have
 * longer buckets, so that no answer grows beyond what a screen can show.
 */
const SHORTEST_INTERVAL = '15m';

/** More rows than devices and parameters make: one page. The SDK's word for that, null, is not in Grafana's schema. */
const ALL_ROWS = 1_000;

export interface StateTimelineOptions extends Words {
  readonly targets: Asked;
  readonly thresholds?: Builder<ThresholdsConfig>;
  readonly mappings?: readonly ValueMapping[];
}

/** States side by side over time. */
export function stateTimeline(say: Say, options: StateTimelineOptions): PanelBuilder {
  const { targets, thresholds, mappings } = options;
  return housePanel(
    new StateTimelinePanel(),
    say,
    { width: 24, ...options },
    {
      targets,
      unit: COUNT,
      colour: 'thresholds',
      ...(thresholds !== undefined && { thresholds }),
      ...(mappings !== undefined && { mappings }),
    },
  )
    .interval(SHORTEST_INTERVAL)
    .lineWidth(0)
    .fillOpacity(80)
    .spanNulls(false)
    .insertNulls(false)
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .alignValue(TimelineValueAlignment.Left)
    .rowHeight(0.8)
    .perPage(ALL_ROWS)
    .legend(legend([]))
    .tooltip(tooltip('one'));
}
