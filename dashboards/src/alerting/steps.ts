import { HEALTH, READINGS } from '../data-sources.ts';
import { influxQl, type Select } from '../influxql/select.ts';
import type { Step } from './model.ts';

/** Where Grafana computes what is no query. */
const EXPRESSION = '__expr__';

/** When a rule's condition holds, by the reduced value of each series. */
export type Limit = { readonly below: number } | { readonly above: number };

/** Query, its last value, and the limit: what every rule of the house is. The last step is `C`. */
export function lastValue(query: Step, limit: Limit): readonly Step[] {
  return [
    query,
    expression('B', { type: 'reduce', expression: 'A', reducer: 'last', settings: { mode: 'dropNN' } }),
    expression('C', {
      type: 'threshold',
      expression: 'B',
      conditions: [
        {
          evaluator:
            'below' in limit ? { type: 'lt', params: [limit.below] } : { type: 'gt', params: [limit.above] },
        },
      ],
    }),
  ];
}

/** Readings of the last `seconds`, one series for each group of tags. */
export function readingsOf(seconds: number, select: Select): Step {
  return {
    refId: 'A',
    datasourceUid: READINGS.uid,
    relativeTimeRange: { from: seconds, to: 0 },
    model: { refId: 'A', query: influxQl(select), rawQuery: true, resultFormat: 'time_series' },
  };
}

/** A PromQL expression as it is now. */
export function healthOf(expr: string): Step {
  return {
    refId: 'A',
    datasourceUid: HEALTH.uid,
    relativeTimeRange: { from: 600, to: 0 },
    model: { refId: 'A', expr, instant: true, range: false, editorMode: 'code' },
  };
}

function expression(refId: string, model: Readonly<Record<string, unknown>>): Step {
  return {
    refId,
    datasourceUid: EXPRESSION,
    relativeTimeRange: { from: 0, to: 0 },
    model: { refId, datasource: { type: EXPRESSION, uid: EXPRESSION }, ...model },
  };
}
