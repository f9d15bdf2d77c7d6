import { type ReadingBatch, type SeriesKey, seriesName, UnavailableError } from '@banyu/contracts';
import { bucketSegments, bucketStart, HOUR_MS, isWholeHours } from '../bucket.ts';
import { downsample } from '../downsample.ts';
import { writeReadingsFile } from '../export-file.ts';
import { marksOf } from '../marks-of.ts';
import type { Conflict, ReflagOutcome, RefusedRow, RetentionOutcome, WriteOutcome } from '../outcome.ts';
import { quantile } from '../quantile.ts';
import type {
  AggregateQuery,
  BucketRow,
  Coverage,
  CoverageQuery,
  ExportQuery,
  Marks,
  MarksQuery,
  RawSeries,
  RawSeriesQuery,
  ReadingsQuery,
  Received,
  ReceivedQuery,
  RetentionPolicy,
  SeriesFilter,
  SpanQuery,
  SpanReadings,
  StoredReading,
  TimeRange,
} from '../query.ts';
import { receivedOf } from '../received-of.ts';
import { refusalOf, sameValue } from '../refusal.ts';
import { compareReadings, compareSeries, matchesFilter } from '../series-order.ts';
import { spanOf } from '../span.ts';
import type { Store } from '../store.ts';
import {
  addReading,
  addSummary,
  bucketRow,
  countsInFigures,
  emptySummary,
  type Summary,
} from '../summary.ts';

/** A store in memory, gone with the process: for tests and small trials, and the measure of the other adapters. */
export function openMemoryStore(): Store {
  return new MemoryStore();
}

interface Series {
  readonly key: SeriesKey;
  readonly readings: Map<number, StoredReading>;
  /** What retention deleted, by UTC hour. */
  readonly deletedHours: Map<number, Summary>;
}

class MemoryStore implements Store {
  readonly #series = new Map<string, Series>();
  /** By device and parameter, then time: the identity of a reading, wherever the device stood. */
  readonly #values = new Map<string, Map<number, number>>();
  #sealedBefore = 0;
  #open = true;

  write(batch: ReadingBatch): Promise<WriteOutcome> {
    if (!this.#open) return Promise.resolve({ status: 'retry', reason: 'the store is closed' });
    const conflicts: Conflict[] = [];
    const refused: RefusedRow[] = [];
    let duplicates = 0;
    for (let row = 0; row < batch.length; row++) {
      const reason = refusalOf(batch, row, this.#sealedBefore);
      if (reason !== undefined) {
        refused.push({ row, reason });
        continue;
      }
      const storedValue = this.#put(readingAt(batch, row));
      if (storedValue === undefined) continue;
      if (sameValue(storedValue, batch.value[row] ?? Number.NaN)) duplicates++;
      else conflicts.push({ row, storedValue });
    }
    const stored = batch.length - duplicates - conflicts.length - refused.length;
    return Promise.resolve({ status: 'stored', stored, duplicates, conflicts, refused });
  }

  async reflag(batch: ReadingBatch): Promise<ReflagOutcome> {
    if (!this.#open) return { status: 'retry', reason: 'the store is closed' };
    let reflagged = 0;
    for (let row = 0; row < batch.length; row++) {
      const { flag, tests, settingsVersion, ...reading } = readingAt(batch, row);
      const readings = this.#series.get(seriesName(reading))?.readings;
      const stored = readings?.get(reading.t);
      if (stored === undefined || !sameValue(stored.value, reading.value)) continue;
      readings?.set(reading.t, { ...stored, flag, tests, settingsVersion });
      reflagged++;
    }
    return { status: 'reflagged', reflagged };
  }

  async latest(filter: SeriesFilter): Promise<readonly StoredReading[]> {
    return this.#matching(filter).flatMap((series) => ascending(series).slice(-1));
  }

  async readings(query: ReadingsQuery): Promise<readonly StoredReading[]> {
    const { after } = query;
    return this.#readingsIn(query)
      .filter((reading) => after === undefined || compareReadings(reading, after) > 0)
      .sort(compareReadings)
      .slice(0, query.limit);
  }

  async received(query: ReceivedQuery): Promise<Received> {
    const { plant, device, from, to, receivedFrom, receivedTo } = query;
    const series = this.#matching({ plant, device }).flatMap(({ key }) => {
      const readings = this.#readingsIn({ ...key, from, to });
      const matching = readings.filter(
        ({ receivedAt }) => receivedAt >= receivedFrom && receivedAt < receivedTo,
      );
      return receivedOf(key, matching) ?? [];
    });
    return { heldFrom: this.#sealedBefore, series };
  }

  async marks(query: MarksQuery): Promise<Marks> {
    const series = this.#matching(query).flatMap(
      ({ key }) => marksOf(key, this.#readingsIn({ ...query, ...key })) ?? [],
    );
    return { heldFrom: this.#sealedBefore, series };
  }

  async spans(queries: readonly SpanQuery[]): Promise<readonly SpanReadings[]> {
    this.#assertOpen();
    return queries.map(({ series, from, to, limit, end }) => {
      const found = this.#series.get(seriesName(series));
      const held = found === undefined ? [] : ascending(found).filter(({ t }) => t >= from && t < to);
      return spanOf(
        limit >= held.length ? held : end === 'oldest' ? held.slice(0, limit) : held.slice(-limit),
      );
    });
  }

  async rawSeries(query: RawSeriesQuery): Promise<RawSeries> {
    const points = this.#readingsIn({ ...query, ...query.series }).map(({ t, value, flag }) => ({
      t,
      value,
      flag,
    }));
    return downsample(points, query.maxPoints);
  }

  async aggregate(query: AggregateQuery): Promise<readonly BucketRow[]> {
    this.#assertOpen();
    const segments = bucketSegments(query, query.bucket, query.timeZone);
    const summaries = new Map<number, Summary>();
    const values = new Map<number, number[]>();
    for (const { t, value, flag } of this.#readingsIn({ ...query, ...query.series })) {
      const start = bucketStart(segments, t);
      addReading(at(summaries, start, emptySummary), value, flag);
      if (countsInFigures(value, flag)) at(values, start, () => []).push(value);
    }
    const deletedHours =
      this.#series.get(seriesName(query.series))?.deletedHours ?? new Map<number, Summary>();
    for (const segment of segments.filter(isWholeHours)) {
      for (const [hour, summary] of deletedHours) {
        if (hour < segment.from || hour + HOUR_MS > segment.to) continue;
        addSummary(at(summaries, bucketStart(segments, hour), emptySummary), summary);
      }
    }
    return [...summaries]
      .sort(([a], [b]) => a - b)
      .map(([start, summary]) => {
        const row = bucketRow(start, summary);
        if (!query.quantiles) return row;
        const complete = start >= this.#sealedBefore ? (values.get(start) ?? []) : [];
        const sorted = Float64Array.from(complete).sort();
        return { ...row, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
      });
  }

  async coverage(query: CoverageQuery): Promise<readonly Coverage[]> {
    return this.#matching(query).flatMap((series) => {
      const held = ascending(series).filter(({ t }) => t >= query.from && t < query.to);
      const first = held[0];
      const last = held.at(-1);
      if (first === undefined || last === undefined) return [];
      const good = held.filter(({ flag }) => flag === 1).length;
      return [{ ...series.key, first: first.t, last: last.t, total: held.length, good }];
    });
  }

  async export(query: ExportQuery): Promise<{ readonly rows: number }> {
    return writeReadingsFile(query, [this.#readingsIn(query)]);
  }

  async retain(policy: RetentionPolicy): Promise<RetentionOutcome> {
    this.#assertOpen();
    this.#sealedBefore = Math.max(this.#sealedBefore, Math.floor(policy.rawBefore / HOUR_MS) * HOUR_MS);
    const touched: SeriesKey[] = [];
    let deleted = 0;
    for (const series of this.#matching({})) {
      const old = ascending(series).filter(({ t }) => t < this.#sealedBefore);
      for (const { t, value, flag, device, parameter } of old) {
        const hour = Math.floor(t / HOUR_MS) * HOUR_MS;
        addReading(at(series.deletedHours, hour, emptySummary), value, flag);
        series.readings.delete(t);
        this.#values.get(identity(device, parameter))?.delete(t);
      }
      if (old.length > 0) touched.push(series.key);
      deleted += old.length;
    }
    return { deleted, series: touched };
  }

  async ping(): Promise<void> {
    this.#assertOpen();
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  /** Keeps the reading unless its place is taken, then gives the value that holds it. */
  #put(reading: StoredReading): number | undefined {
    const { plant, point, device, parameter, t, value } = reading;
    const values = at(this.#values, identity(device, parameter), () => new Map<number, number>());
    const storedValue = values.get(t);
    if (storedValue !== undefined) return storedValue;
    values.set(t, value);
    const key = { plant, point, device, parameter };
    const create = (): Series => ({ key, readings: new Map(), deletedHours: new Map() });
    at(this.#series, seriesName(key), create).readings.set(t, reading);
    return undefined;
  }

  #matching(filter: SeriesFilter): Series[] {
    this.#assertOpen();
    return [...this.#series.values()]
      .filter((series) => matchesFilter(filter, series.key))
      .sort((a, b) => compareSeries(a.key, b.key));
  }

  /** By series, then time. */
  #readingsIn(query: SeriesFilter & TimeRange): StoredReading[] {
    return this.#matching(query).flatMap((series) =>
      ascending(series).filter(({ t }) => t >= query.from && t < query.to),
    );
  }

  #assertOpen(): void {
    if (!this.#open) throw new UnavailableError('The store in memory is closed');
  }
}

function readingAt(batch: ReadingBatch, row: number): StoredReading {
  const { plant, point, device, parameter } = batch.series[batch.seriesIndex[row] as number] as SeriesKey;
  return {
    plant,
    point,
    device,
    parameter,
    t: batch.t[row] as number,
    value: batch.value[row] as number,
    flag: batch.flag[row] as StoredReading['flag'],
    tests: batch.tests[row] as number,
    settingsVersion: batch.settingsVersion[row] as number,
    receivedAt: batch.receivedAt[row] as number,
  };
}

function ascending(series: Series): StoredReading[] {
  return [...series.readings.values()].sort((a, b) => a.t - b.t);
}

function identity(device: string, parameter: string): string {
  return `${device}/${parameter}`;
}

function at<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
