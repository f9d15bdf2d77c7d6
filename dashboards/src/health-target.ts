import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus';
import { HEALTH } from './data-sources.ts';
import { type Asked, refIdOf } from './dataquery.ts';

/** PromQL expressions with their legends (`{{label}}`), as what a panel asks. */
export function healthTargets(expressions: readonly (readonly [expr: string, legend: string])[]): Asked {
  return {
    datasource: HEALTH,
    targets: expressions.map(([expr, legend], index) =>
      new DataqueryBuilder()
        .refId(refIdOf(index))
        .datasource(HEALTH)
        .expr(expr)
        .legendFormat(legend)
        .editorMode(QueryEditorMode.Code)
        .range()
        .format(PromQueryFormat.TimeSeries),
    ),
  };
}
