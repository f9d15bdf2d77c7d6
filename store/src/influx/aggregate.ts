import { type BucketSegment, bucketSegments, bucketStart, HOUR_MS, isWholeHours } from '../bucket.ts';
import { quantile } from '../quantile.ts';
import type { AggregateQuery, BucketRow, TimeRange } from '../query.ts';
import { addSummary, bucketRow, countsInFigures, emptySummary, type Summary } from '../summary.ts';
import { numberIn } from './answer.ts';
import type { InfluxDatabase } from './database.ts';
import { fieldsOf, HOURLY } from './fields.ts';
import { type FigureQuestion, figuresOfHours, figuresOfReadings, hourField, summaryIn } from './figures.ts';
import { byTime, identifier, inRange, ofSeries, where } from './influxql.ts';
import { seriesPages } from './readings.ts';

/**
 * Figures by bucket. InfluxDB groups by time, segment by segment: within one, buckets are equally long, whatever the
 * calendar or the clock does. `tz()` is not used: it knows no months, and 2.x and 3 do not all know it.
 */
export async function aggregateOf(db: InfluxDatabase, query: AggregateQuery): Promise<BucketRow[]> {
  await db.readSeal();
  const range = await heldRange(db, query);
  const segments = bucketSegments(range, query.bucket, query.timeZone);
  const questions = segments.flatMap((segment) => [
    ...aboutReadings(db, query, segment),
    ...aboutHours(db, query, segment),
  ]);
  const summaries = new Map<number, Summary>();
  for await (const { statement, rows } of db.http.query(questions.map((question) => question.statement))) {
    for (const [time, ...cells] of rows) {
      const summary = summaryIn(questions[statement]?.figures ?? [], cells);
      if (summary.total + summary.good + summary.count === 0) continue;
      const start = numberIn(time);
      const bucket = summaries.get(start) ?? emptySummary();
      summaries.set(start, bucket);
      addSummary(bucket, summary);
    }
  }
  const buckets = [...summaries]
    .sort(([a], [b]) => a - b)
    .map(([start, summary]) => bucketRow(start, summary));
  if (!query.quantiles) return buckets;
  const quantiles = await quantilesOf(db, { ...query, ...range }, segments);
  return buckets.map((row) => ({
    ...row,
    ...(quantiles.get(row.t) ?? { p50: Number.NaN, p95: Number.NaN }),
  }));
}

/** The part of the range in which the series has readings or hours, so that no bucket is asked for in vain. */
async function heldRange(db: InfluxDatabase, query: AggregateQuery): Promise<TimeRange> {
  const conditions = where(...ofSeries(query.series), ...inRange(query));
  const flag = identifier(fieldsOf(query.series.parameter).flag);
  const total = identifier(hourField(query.series.parameter, 'total'));
  const statements = [
    `SELECT first(${flag}) FROM ${db.telemetry}${conditions}`,
    `SELECT last(${flag}) FROM ${db.telemetry}${conditions}`,
    `SELECT first(${total}) FROM ${db.measurement(HOURLY)}${conditions}`,
    `SELECT last(${total}) FROM ${db.measurement(HOURLY)}${conditions}`,
  ];
  const times: number[] = [];
  for await (const { rows } of db.http.query(statements)) times.push(...rows.map(([time]) => numberIn(time)));
  const from = times.length === 0 ? query.from : Math.min(...times);
  return { from, to: Math.min(query.to, Math.max(from, ...times) + HOUR_MS) };
}

function aboutReadings(db: InfluxDatabase, query: AggregateQuery, segment: BucketSegment): FigureQuestion[] {
  const range = { from: Math.max(segment.from, db.sealedBefore), to: segment.to };
  if (!(range.from < range.to)) return [];
  const conditions = [...ofSeries(query.series), ...inRange(range)];
  const groupBy = byTime(segment.stepMs, segment.origin);
  return figuresOfReadings(db.telemetry, query.series.parameter, conditions, groupBy);
}

/** What stands for readings that retention deleted: whole hours within the range, where buckets consist of them. */
function aboutHours(db: InfluxDatabase, query: AggregateQuery, segment: BucketSegment): FigureQuestion[] {
  const range = { from: segment.from, to: Math.min(segment.to - HOUR_MS + 1, db.sealedBefore) };
  if (!(range.from < range.to) || !isWholeHours(segment)) return [];
  const conditions = [...ofSeries(query.series), ...inRange(range)];
  const groupBy = byTime(segment.stepMs, segment.origin);
  return [figuresOfHours(db.measurement(HOURLY), query.series.parameter, conditions, groupBy)];
}

/** Median and 95th percentile by bucket, where all its readings are still there; one bucket's values in memory at a time. */
async function quantilesOf(
  db: InfluxDatabase,
  query: AggregateQuery,
  segments: readonly BucketSegment[],
): Promise<Map<number, { readonly p50: number; readonly p95: number }>> {
  const quantiles = new Map<number, { readonly p50: number; readonly p95: number }>();
  let start = Number.NaN;
  let values: number[] = [];
  const finish = (): void => {
    if (values.length === 0 || start < db.sealedBefore) return;
    const ascending = Float64Array.from(values).sort();
    quantiles.set(start, { p50: quantile(ascending, 0.5), p95: quantile(ascending, 0.95) });
  };
  for await (const page of seriesPages(db, query.series, query)) {
    for (const { t, value, flag } of page) {
      if (!countsInFigures(value, flag)) continue;
      const next = bucketStart(segments, t);
      if (next !== start) {
        finish();
        start = next;
        values = [];
      }
      values.push(value);
    }
  }
  finish();
  return quantiles;
}
