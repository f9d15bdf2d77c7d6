import type { DuckDBValue } from '@duckdb/node-api';
import type { TimeRange } from '../query.ts';

export interface RangeUnion {
  readonly sql: string;
  readonly values: Record<string, DuckDBValue>;
}

/**
 * One SELECT repeated for each range of time and joined by UNION ALL: DuckDB skips row groups by one range, not by
 * an OR of several. `from` ends in a WHERE clause; `name` sets the parameters of this union apart from others.
 */
export function rangeUnion(
  name: string,
  ranges: readonly TimeRange[],
  { from, groupBy = '' }: { readonly from: string; readonly groupBy?: string },
): RangeUnion {
  const values: Record<string, DuckDBValue> = {};
  const parts = ranges.map((range, i) => {
    values[`${name}_from_${i}`] = BigInt(range.from);
    values[`${name}_to_${i}`] = BigInt(range.to);
    return `${from} AND t >= $${name}_from_${i} AND t < $${name}_to_${i} ${groupBy}`;
  });
  return { sql: parts.join('\nUNION ALL\n'), values };
}
