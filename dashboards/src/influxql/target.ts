import { READINGS } from '../data-sources.ts';
import { type Asked, dataquery, refIdOf } from '../dataquery.ts';
import { influxQl, type Select } from './select.ts';

/** A query of a panel, and how its series are called: `$tag_device`, `$col`. */
export interface Query extends Select {
  readonly alias: string;
}

/** What a panel asks that draws series. */
export function seriesTargets(queries: readonly Query[]): Asked {
  return asked(queries, 'time_series');
}

/** Queries whose answer is one table: `Time`, the tags, the columns. */
export function tableTargets(queries: readonly Select[]): Asked {
  return asked(queries, 'table');
}

function asked(
  queries: readonly (Select & { readonly alias?: string })[],
  resultFormat: 'time_series' | 'table',
): Asked {
  return {
    datasource: READINGS,
    targets: queries.map((query, index) =>
      dataquery({
        refId: refIdOf(index),
        datasource: READINGS,
        query: influxQl(query),
        rawQuery: true,
        resultFormat,
        ...(query.alias !== undefined && { alias: query.alias }),
      }),
    ),
  };
}
