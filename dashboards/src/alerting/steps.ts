import { type Query, QueryBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { TypeReduceBuilder, TypeThresholdBuilder } from '@grafana/grafana-foundation-sdk/expr';
import { HEALTH, READINGS } from '../data-sources.ts';
import { dataquery } from '../dataquery.ts';
import { influxQl, type Select } from '../influxql/select.ts';

/** Where Grafana computes what is no query. */
const EXPRESSION = { type: '__expr__', uid: '__expr__' } as const;

/** When a rule's condition holds, by the reduced value of each series. */
export type Limit = { readonly below: number } | { readonly above: number };

/** The step of a rule that decides. */
export const DECIDING = 'C';

/** Query, its last value, and the limit: what every rule of the house is. */
export function lastValue(query: Builder<Query>, limit: Limit): readonly Builder<Query>[] {
  const now = { from: 0, to: 0 };
  return [
    query,
    step('B', EXPRESSION.uid, now).model(
      new TypeReduceBuilder()
        .refId('B')
        .datasource(EXPRESSION)
        .expression('A')
        .reducer('last')
        .settings({ mode: 'dropNN' }),
    ),
    step(DECIDING, EXPRESSION.uid, now).model(
      new TypeThresholdBuilder()
        .refId(DECIDING)
        .datasource(EXPRESSION)
        .expression('B')
        .conditions([
          {
            evaluator:
              'below' in limit
                ? { type: 'lt', params: [limit.below] }
                : { type: 'gt', params: [limit.above] },
          },
        ]),
    ),
  ];
}

/** Readings of the last `seconds`, one series for each group of tags. */
export function readingsOf(seconds: number, select: Select): Builder<Query> {
  return asking(READINGS.uid, seconds, {
    query: influxQl(select),
    rawQuery: true,
    resultFormat: 'time_series',
  });
}

/** A PromQL expression as it is now. */
export function healthOf(expr: string): Builder<Query> {
  return asking(HEALTH.uid, 600, { expr, instant: true, range: false, editorMode: 'code' });
}

function asking(uid: string, seconds: number, keys: Readonly<Record<string, unknown>>): Builder<Query> {
  const model: Builder<Dataquery> = dataquery({ refId: 'A', ...keys });
  return step('A', uid, { from: seconds, to: 0 }).model(model);
}

/** `range`: seconds before now. */
function step(
  refId: string,
  uid: string,
  range: { readonly from: number; readonly to: number },
): QueryBuilder {
  return new QueryBuilder(refId).datasourceUid(uid).relativeTimeRange(range);
}
