import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  PercentChangeColorMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import type {
  DataTransformerConfig,
  ThresholdsConfig,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import type { Asked } from '../dataquery.ts';
import type { Say } from '../text.ts';
import type { Unit } from '../unit.ts';
import { housePanel, type PanelBuilder, type Words } from './house.ts';

export interface StatOptions extends Words {
  readonly targets: Asked;
  readonly unit: Unit;
  readonly thresholds?: Builder<ThresholdsConfig>;
  readonly mappings?: readonly ValueMapping[];
  /** What is made of the answers before they are shown. */
  readonly transformations?: readonly DataTransformerConfig[];
  /** How the series of the range becomes one number. */
  readonly calc?: 'lastNotNull' | 'sum' | 'max';
}

/** The newest value of each series, in large. */
export function stat(say: Say, options: StatOptions): PanelBuilder {
  const { targets, unit, thresholds, mappings, transformations = [], calc = 'lastNotNull' } = options;
  const panel = housePanel(
    new StatPanel(),
    say,
    { width: 4, height: 4, ...options },
    {
      targets,
      unit,
      colour: 'thresholds',
      ...(thresholds !== undefined && { thresholds }),
      ...(mappings !== undefined && { mappings }),
    },
  )
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs([calc]).fields(''))
    .orientation(VizOrientation.Auto)
    .textMode(BigValueTextMode.ValueAndName)
    .wideLayout(true)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .justifyMode(BigValueJustifyMode.Auto)
    .percentChangeColorMode(PercentChangeColorMode.Standard)
    .showPercentChange(false);
  for (const each of transformations) panel.withTransformation(each);
  return panel;
}
