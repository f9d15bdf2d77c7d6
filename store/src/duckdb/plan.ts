import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import { HOUR_MS } from '../bucket.ts';
import type { TimeRange } from '../query.ts';
import { loadSealedBefore } from './load.ts';

/** More ranges than this are joined across their smallest gaps: each costs a scan of its own. */
const MAX_RAW_RANGES = 8;

/** Where the answer for a range comes from: raw readings in `raw`, rollups in `rollups`, each in order, apart and disjoint. */
export interface Plan {
  readonly raw: readonly TimeRange[];
  readonly rollups: readonly TimeRange[];
}

/**
 * Plans a query by whole UTC hours over some series: rollups where they are up to date, raw readings where they are not
 * and for the ends of the range that are no whole hours. Reads the state in the connection's transaction, so that the
 * queries that follow in it add up exactly.
 */
export async function planByHours(
  connection: DuckDBConnection,
  ids: readonly number[],
  range: TimeRange,
): Promise<Plan> {
  const sealedBefore = await loadSealedBefore(connection);
  const result = await connection.runAndReadAll(
    `SELECT DISTINCT t::DOUBLE AS t FROM dirty_hour
     WHERE t < $to AND t >= $from - ${HOUR_MS} AND series IN (SELECT unnest($ids)) ORDER BY t`,
    { from: BigInt(range.from), to: BigInt(range.to), ids: listValue([...ids]) },
  );
  const dirtyHours = result.getRows().map(([hour]) => Number(hour));
  return splitRange(range, dirtyHours, sealedBefore);
}

/** The pure part of `planByHours`: dirty hours ascending, none of them sealed; nothing raw is left before `sealedBefore`. */
export function splitRange(range: TimeRange, dirtyHours: readonly number[], sealedBefore: number): Plan {
  const firstHour = Math.ceil(range.from / HOUR_MS) * HOUR_MS;
  const endHour = Math.floor(range.to / HOUR_MS) * HOUR_MS;
  const wanted =
    firstHour < endHour
      ? [
          { from: range.from, to: firstHour },
          ...dirtyHours.map((hour) => ({
            from: Math.max(hour, firstHour),
            to: Math.min(hour + HOUR_MS, endHour),
          })),
          { from: endHour, to: range.to },
        ]
      : [range];
  const raw = joinNearest(
    wanted
      .map(({ from, to }) => ({ from: Math.max(from, sealedBefore), to }))
      .filter(({ from, to }) => from < to),
  );
  const rollups: TimeRange[] = [];
  let from = firstHour;
  for (const each of raw) {
    if (from < Math.min(each.from, endHour)) rollups.push({ from, to: Math.min(each.from, endHour) });
    from = Math.max(from, each.to);
  }
  if (from < endHour) rollups.push({ from, to: endHour });
  return { raw, rollups };
}

/** Joins ranges that touch, then those with the smallest gaps until they are few enough. */
function joinNearest(ranges: readonly TimeRange[]): TimeRange[] {
  const gaps = ranges
    .slice(1)
    .map((range, i) => range.from - (ranges[i]?.to ?? 0))
    .sort((a, b) => b - a);
  const smallestKept = Math.max(1, gaps[MAX_RAW_RANGES - 2] ?? 1);
  const joined: TimeRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && (range.from - last.to < smallestKept || joined.length === MAX_RAW_RANGES)) {
      joined[joined.length - 1] = { from: last.from, to: range.to };
    } else {
      joined.push(range);
    }
  }
  return joined;
}
