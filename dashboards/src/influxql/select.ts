import { TIME_FILTER } from './macros.ts';

/** A statement over one measurement within the dashboard's time range. */
export interface Select {
  /** Columns as InfluxQL writes them, e.g. `mean("cod")`. */
  readonly select: string;
  readonly from: string;
  /** Computed for each reading first; the columns then speak of its names. */
  readonly each?: string;
  /** By what `each` is grouped: then it is computed for each bucket of each series, empty ones included. */
  readonly eachBy?: readonly string[];
  readonly where: readonly string[];
  /** Which times, if not those of the dashboard. */
  readonly during?: string;
  /** Tags that tell series apart, and `time(…)`. */
  readonly groupBy?: readonly string[];
  /** What stands for a bucket without a reading; only with a grouping by time. */
  readonly fill?: 'none' | 'null' | 'previous' | 0;
  readonly orderBy?: 'time DESC';
  readonly limit?: number;
}

/** The text of a statement. */
export function influxQl(of: Select): string {
  const { select, from, each, eachBy, where, during = TIME_FILTER, groupBy = [], fill, orderBy, limit } = of;
  const readings = `FROM ${quoted(from)} WHERE ${[...where, during].join(' AND ')}`;
  const buckets = eachBy === undefined ? '' : ` GROUP BY ${eachBy.join(', ')} fill(0)`;
  return [
    each === undefined
      ? `SELECT ${select} ${readings}`
      : `SELECT ${select} FROM (SELECT ${each} ${readings}${buckets}) WHERE ${during}`,
    ...(groupBy.length > 0 ? [`GROUP BY ${groupBy.join(', ')}`] : []),
    ...(fill === undefined ? [] : [`fill(${fill})`]),
    ...(orderBy === undefined ? [] : [`ORDER BY ${orderBy}`]),
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
  ].join(' ');
}

/** A name of ours as InfluxQL takes it; ours hold neither quotes nor backslashes. */
export function quoted(name: string): string {
  return `"${name}"`;
}

export function tagIs(tag: string, value: string): string {
  return `${quoted(tag)} = '${value}'`;
}
