import { READINGS } from '../data-sources.ts';
import type { InfluxTarget } from '../grafana/model.ts';
import { influxQl, type Select } from './select.ts';

/** A query of a panel, and how its series are called: `$tag_device`, `$col`. */
export interface Query extends Select {
  readonly alias: string;
}

/** Targets of a panel that draws series, with letters as references in their order. */
export function seriesTargets(queries: readonly Query[]): readonly InfluxTarget[] {
  return queries.map((query, i) => target(query, i, 'time_series'));
}

/** A target whose answer is one table: `Time`, the tags, the columns. */
export function tableTargets(queries: readonly Select[]): readonly InfluxTarget[] {
  return queries.map((query, i) => target(query, i, 'table'));
}

function target(
  query: Select & { readonly alias?: string },
  index: number,
  resultFormat: InfluxTarget['resultFormat'],
): InfluxTarget {
  return {
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource: READINGS,
    query: influxQl(query),
    rawQuery: true,
    resultFormat,
    ...(query.alias !== undefined && { alias: query.alias }),
  };
}
