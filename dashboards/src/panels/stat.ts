import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  PercentChangeColorMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import type { Options } from '@grafana/grafana-foundation-sdk/stat';
import type { Target, Thresholds, ValueMapping } from '../grafana/model.ts';
import type { Say } from '../text.ts';
import type { Unit } from '../unit.ts';
import { housePanel, type Sized, type Words } from './house.ts';
import { type Limits, thresholdsOf } from './limits.ts';

export interface StatOptions extends Words {
  readonly targets: readonly Target[];
  readonly unit: Unit;
  readonly limits?: Limits;
  /** Where colour means something else than a limit of the standard. */
  readonly thresholds?: Thresholds;
  readonly mappings?: readonly ValueMapping[];
  /** How the series of the range becomes one number. */
  readonly calc?: 'lastNotNull' | 'sum' | 'max';
}

/** The newest value of each series, in large. */
export function stat(say: Say, options: StatOptions): Sized {
  const { targets, unit, limits = {}, mappings, calc = 'lastNotNull' } = options;
  const thresholds = options.thresholds ?? thresholdsOf(limits);
  return housePanel(
    say,
    { width: 4, height: 4, ...options },
    {
      type: 'stat',
      targets,
      unit,
      color: { mode: 'thresholds' },
      ...(thresholds !== undefined && { thresholds }),
      ...(mappings !== undefined && { mappings }),
      options: {
        reduceOptions: { values: false, calcs: [calc], fields: '' },
        orientation: VizOrientation.Auto,
        textMode: BigValueTextMode.ValueAndName,
        wideLayout: true,
        colorMode: BigValueColorMode.Value,
        graphMode: BigValueGraphMode.None,
        justifyMode: BigValueJustifyMode.Auto,
        percentChangeColorMode: PercentChangeColorMode.Standard,
        showPercentChange: false,
      } satisfies Options,
    },
  );
}
