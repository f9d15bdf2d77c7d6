import { HEALTH } from './data-sources.ts';
import type { PrometheusTarget } from './grafana/model.ts';

/** PromQL expressions with their legends (`{{label}}`), as the targets of a panel. */
export function healthTargets(
  expressions: readonly (readonly [expr: string, legend: string])[],
): readonly PrometheusTarget[] {
  return expressions.map(([expr, legendFormat], index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource: HEALTH,
    expr,
    legendFormat,
    editorMode: 'code',
    range: true,
    instant: false,
    format: 'time_series',
  }));
}
