import { ConfigurationError, type ReadingBatch, UnavailableError } from '@banyu/contracts';
import { HOUR_MS } from '../bucket.ts';
import { writeReadingsFile } from '../export-file.ts';
import type { ReflagOutcome, RetentionOutcome, WriteOutcome } from '../outcome.ts';
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
} from '../query.ts';
import type { Store } from '../store.ts';
import { aggregateOf } from './aggregate.ts';
import { coverageOf } from './coverage.ts';
import { InfluxDatabase } from './database.ts';
import { deliver } from './deliver.ts';
import { InfluxHttp } from './http.ts';
import { Ledger } from './ledger.ts';
import { readMarks } from './marks.ts';
import type { InfluxOptions } from './options.ts';
import { planLines } from './plan.ts';
import { latestReadings, readingsPage, readSpans, seriesPages } from './readings.ts';
import { readReceived } from './received.ts';
import { reflagReadings } from './reflag.ts';
import { retainReadings } from './retention.ts';
import { rawSeriesOf } from './series.ts';
import { Trouble } from './trouble.ts';

/**
 * Readings in InfluxDB; creates the database where it is missing and that is allowed. A store that is away does not
 * hinder opening: writes answer `retry` until it is there. One process writes into a database; many may read. Throws
 * ConfigurationError when an operator has to act: wrong URL, credentials refused, database missing and not to be created.
 */
export async function openInfluxStore(options: InfluxOptions): Promise<Store> {
  const store = new InfluxStore(options);
  try {
    await store.prepare();
  } catch (error) {
    if (!(error instanceof UnavailableError)) {
      await store.close();
      throw error;
    }
    options.log?.warn({ reason: error.message }, 'InfluxDB does not answer yet');
  }
  return store;
}

class InfluxStore implements Store {
  /** Writes have connections of their own, so that no query keeps them waiting. */
  readonly #writer: InfluxHttp;
  readonly #reader: InfluxHttp;
  readonly #database: InfluxDatabase;
  readonly #ledger: Ledger;
  readonly #trouble: Trouble;
  /** Readings before this instant are refused; ahead of the seal while retention is at work. */
  #refusedBefore = 0;
  /** The last write, done or not: one at a time, or two could take the same place for free. */
  #writing: Promise<unknown> = Promise.resolve();
  #isOpen = true;

  constructor(options: InfluxOptions) {
    this.#writer = new InfluxHttp(options);
    this.#reader = new InfluxHttp(options);
    this.#database = new InfluxDatabase(this.#reader, options.database, options.retentionPolicy);
    this.#ledger = new Ledger(this.#writer, this.#database.telemetry);
    this.#trouble = new Trouble(options.log);
  }

  /** Throws ConfigurationError or UnavailableError. */
  prepare(): Promise<void> {
    return this.#database.prepare();
  }

  write(batch: ReadingBatch): Promise<WriteOutcome> {
    const outcome = this.#writing.then(() => this.#write(batch));
    this.#writing = outcome.catch(() => undefined);
    return outcome;
  }

  reflag(batch: ReadingBatch): Promise<ReflagOutcome> {
    // After the writes before it, whose readings they may be.
    const outcome = this.#writing.then(() => this.#reflag(batch));
    this.#writing = outcome.catch(() => undefined);
    return outcome;
  }

  async latest(filter: SeriesFilter): Promise<readonly StoredReading[]> {
    return latestReadings(await this.#ready(), filter);
  }

  async readings(query: ReadingsQuery): Promise<readonly StoredReading[]> {
    return readingsPage(await this.#ready(), query);
  }

  async received(query: ReceivedQuery): Promise<Received> {
    return readReceived(await this.#ready(), query);
  }

  async marks(query: MarksQuery): Promise<Marks> {
    return readMarks(await this.#ready(), query);
  }

  async spans(queries: readonly SpanQuery[]): Promise<readonly SpanReadings[]> {
    return readSpans(await this.#ready(), queries);
  }

  async rawSeries(query: RawSeriesQuery): Promise<RawSeries> {
    return rawSeriesOf(await this.#ready(), query);
  }

  async aggregate(query: AggregateQuery): Promise<readonly BucketRow[]> {
    return aggregateOf(await this.#ready(), query);
  }

  async coverage(query: CoverageQuery): Promise<readonly Coverage[]> {
    return coverageOf(await this.#ready(), query);
  }

  async export(query: ExportQuery): Promise<{ readonly rows: number }> {
    const database = await this.#ready();
    async function* pages(): AsyncGenerator<readonly StoredReading[]> {
      for (const series of await coverageOf(database, query)) yield* seriesPages(database, series, query);
    }
    return writeReadingsFile(query, pages());
  }

  async retain(policy: RetentionPolicy): Promise<RetentionOutcome> {
    const database = await this.#ready();
    const before = Math.max(database.sealedBefore, Math.floor(policy.rawBefore / HOUR_MS) * HOUR_MS);
    this.#refusedBefore = Math.max(this.#refusedBefore, before);
    // A write that began earlier may still hold older readings.
    await this.#writing;
    return retainReadings(database, before);
  }

  async ping(): Promise<void> {
    await (await this.#ready()).readSeal();
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#writing;
    await Promise.all([this.#writer.close(), this.#reader.close()]);
  }

  async #write(batch: ReadingBatch): Promise<WriteOutcome> {
    if (!this.#isOpen) return { status: 'retry', reason: 'The store is closed' };
    try {
      const { sealedBefore } = await this.#ready();
      const admission = await this.#ledger.admit(batch, Math.max(sealedBefore, this.#refusedBefore));
      const delivered = await deliver(this.#writer, planLines(batch, admission));
      if (delivered.status === 'later') return this.#retry(batch, delivered);
      this.#trouble.end();
      return {
        status: 'stored',
        stored: admission.rows.length - delivered.refused.length,
        duplicates: admission.duplicates,
        conflicts: admission.conflicts,
        refused: [...admission.refused, ...delivered.refused],
      };
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      return this.#retry(batch, { reason: error.message, retryAfterMs: error.retryAfterMs });
    }
  }

  async #reflag(batch: ReadingBatch): Promise<ReflagOutcome> {
    if (!this.#isOpen) return { status: 'retry', reason: 'The store is closed' };
    try {
      await this.#ready();
      const outcome = await reflagReadings(this.#writer, this.#database.telemetry, batch);
      if (outcome.status === 'retry') this.#trouble.begin(outcome.reason);
      else this.#trouble.end();
      return outcome;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      this.#trouble.begin(error.message);
      const { message: reason, retryAfterMs } = error;
      return { status: 'retry', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
  }

  #retry(
    batch: ReadingBatch,
    why: { readonly reason: string; readonly retryAfterMs?: number | undefined },
  ): WriteOutcome {
    const { reason, retryAfterMs } = why;
    this.#ledger.forget(batch);
    this.#trouble.begin(reason);
    return { status: 'retry', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }

  async #ready(): Promise<InfluxDatabase> {
    if (!this.#isOpen) throw new UnavailableError('The store is closed');
    try {
      await this.#database.prepare();
    } catch (error) {
      // Only opening tells the two apart: later on, what an operator has to mend is something to wait for.
      if (error instanceof ConfigurationError) throw new UnavailableError(error.message, { cause: error });
      throw error;
    }
    return this.#database;
  }
}
