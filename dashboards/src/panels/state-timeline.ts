import type { Target, Thresholds, Transformation, ValueMapping } from '../grafana/model.ts';
import type { Say } from '../text.ts';
import { COUNT } from '../unit.ts';
import { housePanel, type Sized, type Words } from './house.ts';

export interface StateTimelineOptions extends Words {
  readonly targets: readonly Target[];
  readonly thresholds?: Thresholds;
  readonly mappings?: readonly ValueMapping[];
  readonly transformations?: readonly Transformation[];
}

/** States side by side over time. */
export function stateTimeline(say: Say, options: StateTimelineOptions): Sized {
  const { targets, thresholds, mappings, transformations } = options;
  return housePanel(
    say,
    { width: 24, ...options },
    {
      type: 'state-timeline',
      targets,
      unit: COUNT,
      color: { mode: 'thresholds' },
      ...(thresholds !== undefined && { thresholds }),
      ...(mappings !== undefined && { mappings }),
      ...(transformations !== undefined && { transformations }),
      custom: { lineWidth: 0, fillOpacity: 80, spanNulls: false, insertNulls: false },
      options: {
        mergeValues: true,
        showValue: 'never',
        alignValue: 'left',
        rowHeight: 0.8,
        legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
        tooltip: { mode: 'single', sort: 'none' },
      },
    },
  );
}
