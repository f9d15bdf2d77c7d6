import { type ReadingBatch, UnavailableError } from '@banyu/contracts';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HOUR_MS } from '../bucket.ts';
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
import type { Store, StoreSnapshot } from '../store.ts';
import { aggregate } from './aggregate.ts';
import { appendBatch } from './append.ts';
import { readCoverage } from './coverage.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { exportReadings } from './export.ts';
import type { Known } from './known-series.ts';
import { loadKnown } from './load.ts';
import { readMarks } from './marks.ts';
import type { MemoryLimits } from './memory-room.ts';
import { readPage } from './readings.ts';
import { readReceived } from './received.ts';
import { reflagReadings } from './reflag.ts';
import { Restartable } from './restartable.ts';
import { deleteBefore } from './retention.ts';
import { countDirty, HOURS_AT_ONCE, newestHour, rollUpStep } from './rollup.ts';
import { readRawSeries } from './series.ts';
import { DuckdbSnapshot } from './snapshot.ts';
import { sortNewReadings } from './sort.ts';
import { readSpans } from './spans.ts';

export interface DuckdbStoreOptions {
  /** File, created when it does not exist; `:memory:` for one that is gone with the process. */
  readonly path: string;
  /** DuckDB's buffers; default 32 MB, and 512 MB for what cannot be done in that. What fits in neither is spilled. */
  readonly memory?: MemoryLimits;
  /** Threads of one query; default 1, as more only pay where cores lie idle. */
  readonly threads?: number;
  /** How often rollups are brought up to date; default one minute. */
  readonly rollUpEveryMs?: number;
  /** New readings are sorted by series once they are so many; default four of DuckDB's row groups. */
  readonly sortAfterRows?: number;
  readonly log?: StoreLog;
}

/** The part of a pino logger the store uses. */
export interface StoreLog {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface DuckdbStore extends Store {
  snapshot(together: () => void): Promise<StoreSnapshot>;
  /** Brings the rollups of hours that have ended up to date, as the timer does. */
  rollUp(): Promise<void>;
}

/** Opens or creates a store in a DuckDB file. Throws UnavailableError when it cannot, e.g. while another process holds it. */
export async function openDuckdbStore(options: DuckdbStoreOptions): Promise<DuckdbStore> {
  const { path, memory = DEFAULT_MEMORY, threads = 1, log = SILENT } = options;
  const state = new Restartable({
    open: () => openState({ path, memory, threads }),
    close: ({ database }) => database.close(),
    isBroken,
  });
  try {
    await state.use(() => Promise.resolve());
  } catch (cause) {
    throw new UnavailableError(`Cannot open the store "${path}": ${messageOf(cause)}`, { cause });
  }
  return new DuckdbFileStore(options, state, log);
}

const DEFAULT_MEMORY: MemoryLimits = { usual: '32MB', most: '512MB' };

const SILENT: StoreLog = { warn: () => undefined, error: () => undefined };

/** No series has this id. */
const NO_SERIES = 0;

interface State {
  readonly database: Database;
  readonly known: Known;
}

async function openState(options: DatabaseOptions): Promise<State> {
  const database = await Database.open(options);
  try {
    return await database.writer.run(async ({ connection }) => ({
      database,
      known: await loadKnown(connection),
    }));
  } catch (error) {
    await database.close();
    throw error;
  }
}

class DuckdbFileStore implements DuckdbStore {
  readonly #path: string;
  readonly #sortAfterRows: number;
  readonly #state: Restartable<State>;
  readonly #log: StoreLog;
  readonly #timer: NodeJS.Timeout;
  readonly #chores = new Map<string, Promise<void>>();
  readonly #snapshots = new Set<StoreSnapshot>();
  #open = true;

  constructor(options: DuckdbStoreOptions, state: Restartable<State>, log: StoreLog) {
    const { path, sortAfterRows = 491_520, rollUpEveryMs = 60_000 } = options;
    this.#path = path;
    this.#sortAfterRows = sortAfterRows;
    this.#state = state;
    this.#log = log;
    this.#timer = setInterval(
      () => void this.#chore('rolling up', () => this.rollUp()),
      rollUpEveryMs,
    ).unref();
  }

  async write(batch: ReadingBatch): Promise<WriteOutcome> {
    if (!this.#open) return { status: 'retry', reason: 'the store is closed' };
    try {
      return await this.#use(async ({ database, known }) => {
        const outcome = await database.writer.run((writer) => appendBatch(writer, known, batch));
        if (known.unsorted >= this.#sortAfterRows) void this.#tidyUp(known);
        return outcome;
      });
    } catch (error) {
      this.#log.error({ err: error, rows: batch.length }, 'batch not stored');
      return { status: 'retry', reason: messageOf(error) };
    }
  }

  async reflag(batch: ReadingBatch): Promise<ReflagOutcome> {
    if (!this.#open) return { status: 'retry', reason: 'the store is closed' };
    try {
      const reflagged = await this.#state.use(({ database, known }) =>
        database.writer.run((writer) => reflagReadings(writer, known, batch)),
      );
      return { status: 'reflagged', reflagged };
    } catch (error) {
      this.#log.error({ err: error, rows: batch.length }, 'flags not stored');
      return { status: 'retry', reason: messageOf(error) };
    }
  }

  latest(filter: SeriesFilter): Promise<readonly StoredReading[]> {
    return this.#answer(({ known }) => {
      const readings = known.series
        .matching(filter)
        .flatMap(({ key, latest }) => (latest ? [{ ...key, ...latest }] : []));
      return Promise.resolve(readings);
    });
  }

  readings(query: ReadingsQuery): Promise<readonly StoredReading[]> {
    return this.#read((connection, { known }) => readPage(connection, known.series.matching(query), query));
  }

  received(query: ReceivedQuery): Promise<Received> {
    const { plant, device } = query;
    return this.#read((connection, { known }) =>
      readReceived(connection, known.series.matching({ plant, device }), query),
    );
  }

  marks(query: MarksQuery): Promise<Marks> {
    return this.#read((connection, { known }) => readMarks(connection, known.series.matching(query), query));
  }

  spans(queries: readonly SpanQuery[]): Promise<readonly SpanReadings[]> {
    return this.#read((connection, { known }) => readSpans(connection, known.series, queries));
  }

  rawSeries(query: RawSeriesQuery): Promise<RawSeries> {
    return this.#read(async (connection, { known }) => {
      const series = known.series.find(query.series);
      if (series === undefined) return { points: [], downsampled: false };
      return readRawSeries(connection, series, query);
    });
  }

  aggregate(query: AggregateQuery): Promise<readonly BucketRow[]> {
    return this.#read((connection, { known }) =>
      aggregate(connection, known.series.find(query.series)?.id ?? NO_SERIES, query),
    );
  }

  coverage(query: CoverageQuery): Promise<readonly Coverage[]> {
    return this.#read((connection, { known }) =>
      readCoverage(connection, known.series.matching(query), query),
    );
  }

  export(query: ExportQuery): Promise<{ readonly rows: number }> {
    return this.#answer(({ database, known }) =>
      database.room.runWide(() =>
        database.read((connection) => exportReadings(connection, known.series.matching(query), query)),
      ),
    );
  }

  retain(policy: RetentionPolicy): Promise<RetentionOutcome> {
    const sealedBefore = Math.floor(policy.rawBefore / HOUR_MS) * HOUR_MS;
    return this.#answer(({ database, known }) =>
      database.room.runWide(() => deleteBefore(database, known, sealedBefore)),
    );
  }

  rollUp(): Promise<void> {
    return this.#answer(async ({ database, known }) => {
      // Not the hours that come to their end meanwhile: while a past comes in, there would be no end of them.
      const before = newestHour(known.series);
      const step = () =>
        database.writer.run(({ connection }) => rollUpStep(connection, known.series, before));
      while (this.#open && (await step()));
    });
  }

  snapshot(together: () => void): Promise<StoreSnapshot> {
    // In the writer's turn, so that no reading is stored meanwhile.
    return this.#answer(({ database }) =>
      database.writer.run(async () => {
        const snapshot = await DuckdbSnapshot.open(await database.connect());
        const held: StoreSnapshot = {
          copyTo: (path) => snapshot.copyTo(path),
          close: async () => {
            if (this.#snapshots.delete(held)) await snapshot.close();
          },
        };
        this.#snapshots.add(held);
        try {
          together();
          return held;
        } catch (error) {
          await held.close();
          throw error;
        }
      }),
    );
  }

  ping(): Promise<void> {
    return this.#read(async (connection) => {
      await connection.run('SELECT 1');
    });
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    clearInterval(this.#timer);
    await Promise.all([...this.#snapshots].map((snapshot) => snapshot.close()));
    await Promise.all(this.#chores.values());
    await this.#state.close();
  }

  #read<T>(task: (connection: DuckDBConnection, state: State) => Promise<T>): Promise<T> {
    return this.#answer((state) => state.database.read((connection) => task(connection, state)));
  }

  #sort(): Promise<void> {
    return this.#answer(({ database, known }) =>
      database.writer.run(({ connection }) => sortNewReadings(connection, known)),
    );
  }

  #use<T>(task: (state: State) => Promise<T>): Promise<T> {
    return this.#state.use((state) => state.database.room.run(() => task(state)));
  }

  /** When a past comes in, many hours become dirty at once: they do not wait for the timer. */
  async #tidyUp({ series }: Known): Promise<void> {
    if (this.#chores.has('sorting')) return;
    await this.#chore('sorting', () => this.#sort());
    if (countDirty(series) >= HOURS_AT_ONCE) await this.#chore('rolling up', () => this.rollUp());
  }

  /** Does what nobody but a close waits for; not again while it is being done. */
  async #chore(name: string, task: () => Promise<void>): Promise<void> {
    if (!this.#open || this.#chores.has(name)) return;
    const done = task()
      .catch((error: unknown) => {
        if (this.#open) this.#log.warn({ err: error }, `${name} failed`);
      })
      .finally(() => this.#chores.delete(name));
    this.#chores.set(name, done);
    await done;
  }

  /** The answer of a task, or the error the port promises when the database fails. */
  async #answer<T>(task: (state: State) => Promise<T>): Promise<T> {
    if (!this.#open) throw new UnavailableError(`The store "${this.#path}" is closed`);
    try {
      return await this.#use(task);
    } catch (cause) {
      if (!isOutage(cause)) throw cause;
      throw new UnavailableError(`The store "${this.#path}" cannot answer: ${messageOf(cause)}`, { cause });
    }
  }
}

/** DuckDB begins its messages with the kind of error; these are not the question's fault. */
function isOutage(error: unknown): boolean {
  return /^(IO|Out of Memory|FATAL|Connection|INTERNAL|TransactionContext) Error/.test(messageOf(error));
}

/**
 * After such an error statements fail until the file is opened anew: once a checkpoint found the disk full; and where
 * DuckDB left the marks of a deletion that ran out of memory, as one connection alone writes and conflicts with none.
 */
function isBroken(error: unknown): boolean {
  return /^FATAL Error|database has been invalidated|Conflict on tuple deletion/.test(messageOf(error));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
