import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
} from '@duckdb/node-api';
import { setColumn, setValidity } from './bindings.ts';

/** Rows of one data chunk, DuckDB's vector size. */
const CHUNK_ROWS = 2048;

/** A column in memory, in the layout of its DuckDB type; NaN stands for NULL in a Float64Array. */
export type ColumnValues = Uint8Array | Uint32Array | BigInt64Array | Float64Array;

/**
 * Appends columns to one table, chunk by chunk, in the transaction its connection is in. Appender and chunk are kept:
 * their memory is not the JavaScript heap's, so the collector would let many of them pile up.
 */
export class TableAppender {
  readonly #connection: DuckDBConnection;
  readonly #table: string;
  readonly #catalog: string | null;
  readonly #chunk: DuckDBDataChunk;
  #appender: DuckDBAppender | undefined;

  constructor(connection: DuckDBConnection, types: readonly DuckDBType[], table: string, catalog?: string) {
    this.#connection = connection;
    this.#table = table;
    this.#catalog = catalog ?? null;
    this.#chunk = DuckDBDataChunk.create(types);
  }

  /** Appends the first `length` rows of the columns. When it throws, the transaction must be rolled back. */
  async append(columns: readonly ColumnValues[], length: number): Promise<void> {
    if (length === 0) return;
    const appender =
      this.#appender ?? (await this.#connection.createAppender(this.#table, 'main', this.#catalog));
    this.#appender = undefined;
    try {
      for (let from = 0; from < length; from += CHUNK_ROWS) {
        this.#fill(columns, from, Math.min(length, from + CHUNK_ROWS));
        appender.appendDataChunk(this.#chunk);
      }
      appender.flushSync();
    } catch (error) {
      // Else the appender would flush what is left in it when the collector finds it, in whatever transaction.
      appender.clear();
      throw error;
    }
    this.#appender = appender;
  }

  /** Lets go of the appender, which would hold the database open. */
  close(): void {
    this.#appender?.closeSync();
    this.#appender = undefined;
  }

  #fill(columns: readonly ColumnValues[], from: number, to: number): void {
    this.#chunk.reset();
    this.#chunk.rowCount = to - from;
    for (const [i, column] of columns.entries()) {
      const part = column.subarray(from, to);
      setColumn(this.#chunk, i, part);
      if (part instanceof Float64Array) setNulls(this.#chunk, i, part);
    }
  }
}

function setNulls(chunk: DuckDBDataChunk, column: number, values: Float64Array): void {
  let bits: Uint32Array | undefined;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) continue;
    bits ??= new Uint32Array(CHUNK_ROWS / 32).fill(0xffffffff);
    bits[i >>> 5] = (bits[i >>> 5] as number) & ~(1 << (i & 31));
  }
  if (bits !== undefined) setValidity(chunk, column, bits);
}
