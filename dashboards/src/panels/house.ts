import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  type DataSourceRef,
  type FieldColor,
  FieldColorBuilder,
  FieldColorModeId,
  type Panel,
  type ThresholdsConfig,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Asked } from '../dataquery.ts';
import type { Say, Text } from '../text.ts';
import type { Unit } from '../unit.ts';
import { coloursFrom } from './colours.ts';

/** What the SDK's builders of all panel types have in common: it has no name for that. */
export interface PanelBuilder extends Builder<Panel> {
  id(id: number): PanelBuilder;
  title(title: string): PanelBuilder;
  description(description: string): PanelBuilder;
  span(columns: number): PanelBuilder;
  height(rows: number): PanelBuilder;
  datasource(datasource: DataSourceRef): PanelBuilder;
  targets(targets: Builder<Dataquery>[]): PanelBuilder;
  unit(unit: string): PanelBuilder;
  decimals(decimals: number): PanelBuilder;
  noValue(text: string): PanelBuilder;
  colorScheme(colour: Builder<FieldColor>): PanelBuilder;
  thresholds(thresholds: Builder<ThresholdsConfig>): PanelBuilder;
  mappings(mappings: ValueMapping[]): PanelBuilder;
}

/** What every panel says. */
export interface Words {
  readonly title: Text;
  /** What is shown, what it stands on, and what it leaves out. */
  readonly description: Text;
  /** Grid columns of 24, and rows of some 40 px. */
  readonly width?: number;
  readonly height?: number;
}

interface Parts {
  readonly targets?: Asked;
  readonly unit?: Unit;
  /** Coloured by the thresholds, or each series in a colour of its own. */
  readonly colour?: 'thresholds' | 'series';
  readonly thresholds?: Builder<ThresholdsConfig>;
  readonly mappings?: readonly ValueMapping[];
}

/** No text that could be taken for a value: an absent reading is said to be absent. */
const NO_VALUE: Text = { id: 'tidak ada data', en: 'no data' };

/** Gives a panel the defaults of the house, and gives it back. */
export function housePanel<B extends PanelBuilder>(panel: B, say: Say, words: Words, parts: Parts): B {
  const { targets, unit, colour = 'series', thresholds, mappings = [] } = parts;
  panel
    .title(say(words.title))
    .description(say(words.description))
    .span(words.width ?? 12)
    .height(words.height ?? 8)
    .noValue(say(NO_VALUE))
    .colorScheme(
      new FieldColorBuilder().mode(
        colour === 'thresholds' ? FieldColorModeId.Thresholds : FieldColorModeId.PaletteClassic,
      ),
    )
    // Nothing is coloured unless something is wrong.
    .thresholds(thresholds ?? coloursFrom('text'))
    .mappings([...mappings]);
  if (targets !== undefined) panel.datasource(targets.datasource).targets([...targets.targets]);
  if (unit !== undefined) panel.unit(unit.unit);
  if (unit?.decimals !== undefined) panel.decimals(unit.decimals);
  return panel;
}
