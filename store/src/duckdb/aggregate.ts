import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import { type BucketSegment, bucketSegments, bucketStart, HOUR_MS, isWholeHours } from '../bucket.ts';
import type { AggregateQuery, BucketRow } from '../query.ts';
import { addSummary, bucketRow, emptySummary, type Summary } from '../summary.ts';
import { loadSealedBefore } from './load.ts';
import { planByHours } from './plan.ts';
import { rangeUnion } from './range-union.ts';
import { ROLLUP_SUMS } from './schema.ts';

/**
 * The buckets of one series, from one state of the database: the connection must be in a transaction. DuckDB sums up
 * grains that every bucket is made of (hours, where rollups can serve), which are then added up bucket by bucket.
 */
export async function aggregate(
  connection: DuckDBConnection,
  id: number,
  query: AggregateQuery,
): Promise<readonly BucketRow[]> {
  const segments = bucketSegments(query, query.bucket, query.timeZone);
  const summaries = new Map<number, Summary>();
  for (const run of runsOf(segments)) {
    for (const [t, summary] of await readGrains(connection, id, run)) {
      const start = bucketStart(segments, Math.max(t, query.from));
      let bucket = summaries.get(start);
      if (bucket === undefined) {
        bucket = emptySummary();
        summaries.set(start, bucket);
      }
      addSummary(bucket, summary);
    }
  }
  const rows = [...summaries].sort(([a], [b]) => a - b).map(([t, summary]) => bucketRow(t, summary));
  return query.quantiles ? withQuantiles(connection, id, query, rows) : rows;
}

/** Neighbouring segments, from first to last, that all consist of whole hours, or all do not. */
interface Run {
  readonly wholeHours: boolean;
  readonly first: BucketSegment;
  last: BucketSegment;
  /** A length such that every bucket is made of whole grains, counted from the origin of the first segment. */
  grainMs: number;
}

function runsOf(segments: readonly BucketSegment[]): Run[] {
  const runs: Run[] = [];
  for (const segment of segments) {
    const wholeHours = isWholeHours(segment);
    let run = runs.at(-1);
    if (run?.wholeHours !== wholeHours) {
      run = { wholeHours, first: segment, last: segment, grainMs: segment.stepMs };
      runs.push(run);
    }
    run.last = segment;
    run.grainMs = greatestDivisor(
      greatestDivisor(run.grainMs, segment.stepMs),
      segment.origin - run.first.origin,
    );
  }
  return runs;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** The grains of a run that hold readings, each with the time at which it begins; a grain may come in parts. */
async function readGrains(connection: DuckDBConnection, id: number, run: Run): Promise<[number, Summary][]> {
  const range = { from: run.first.from, to: run.last.to };
  const grain = run.wholeHours
    ? { origin: 0, stepMs: HOUR_MS }
    : { origin: run.first.origin, stepMs: run.grainMs };
  const plan = run.wholeHours ? await planByHours(connection, [id], range) : { raw: [range], rollups: [] };
  const raw = rangeUnion('raw', plan.raw, {
    from: `SELECT $origin + (t - $origin) // $step * $step AS start, ${ROLLUP_SUMS} FROM reading WHERE series = $id`,
    groupBy: 'GROUP BY start',
  });
  const rollups = rangeUnion('rollup', plan.rollups, {
    from: 'SELECT t AS start, * EXCLUDE (series, t) FROM rollup_hour WHERE series = $id',
  });
  const parts = [raw, rollups].filter(({ sql }) => sql !== '');
  if (parts.length === 0) return [];
  const result = await connection.runAndReadAll(
    `SELECT start::DOUBLE, total::DOUBLE, good::DOUBLE, counted::DOUBLE, sum, min, max
     FROM (${parts.map(({ sql }) => sql).join('\nUNION ALL\n')})`,
    {
      id,
      ...(raw.sql === '' ? {} : { origin: BigInt(grain.origin), step: BigInt(grain.stepMs) }),
      ...raw.values,
      ...rollups.values,
    },
  );
  return (
    result.getRows() as [number, number, number, number, number | null, number | null, number | null][]
  ).map(([start, total, good, count, sum, min, max]) => [
    start,
    { total, good, count, sum: sum ?? 0, min: min ?? Number.NaN, max: max ?? Number.NaN },
  ]);
}

/** The rows with their quantiles, from raw readings; NaN for a bucket of which retention has deleted some. */
async function withQuantiles(
  connection: DuckDBConnection,
  id: number,
  { from, to }: AggregateQuery,
  rows: readonly BucketRow[],
): Promise<BucketRow[]> {
  const sealedBefore = await loadSealedBefore(connection);
  const complete = rows.filter(({ t }) => t >= sealedBefore).map(({ t }) => t);
  const found = new Map<number, readonly number[]>();
  const [first] = complete;
  if (first !== undefined) {
    const result = await connection.runAndReadAll(
      `SELECT b.t::DOUBLE, quantile_cont(r.value, 0.5), quantile_cont(r.value, 0.95)
       FROM reading r ASOF JOIN (SELECT unnest($starts) AS t) b ON r.t >= b.t
       WHERE r.series = $id AND r.t >= $from AND r.t < $to AND r.value IS NOT NULL AND r.flag NOT IN (4, 9)
       GROUP BY b.t`,
      {
        id,
        starts: listValue(complete.map(BigInt)),
        from: BigInt(Math.max(from, first)),
        to: BigInt(to),
      },
    );
    for (const [t, ...quantiles] of result.getRows() as [number, number, number][]) found.set(t, quantiles);
  }
  return rows.map((row) => {
    const [p50 = Number.NaN, p95 = Number.NaN] = found.get(row.t) ?? [];
    return { ...row, p50, p95 };
  });
}
