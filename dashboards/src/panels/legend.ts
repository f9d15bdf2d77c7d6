import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';

/** Names below the panel, with figures in a table where some are asked for. The SDK's own default shows no legend. */
export function legend(calcs: readonly string[]): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(calcs.length > 0 ? LegendDisplayMode.Table : LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([...calcs]);
}

/** What stands at the pointer: of every series, or of the one under it. */
export function tooltip(of: 'all' | 'one'): VizTooltipOptionsBuilder {
  return new VizTooltipOptionsBuilder()
    .mode(of === 'all' ? TooltipDisplayMode.Multi : TooltipDisplayMode.Single)
    .sort(SortOrder.None);
}
