import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type MemoryLimits, MemoryRoom } from './memory-room.ts';
import { prepareSchema } from './schema.ts';
import { Writer } from './writer.ts';

export interface DatabaseOptions {
  /** File, or `:memory:`. */
  readonly path: string;
  readonly memory: MemoryLimits;
  readonly threads: number;
}

/** Queries that may run at a time beside the writer. */
const READERS = 2;

/** One open DuckDB file: a connection that writes, and a few that read; each does one thing at a time. */
export class Database {
  readonly writer: Session<Writer>;
  readonly room: MemoryRoom;
  readonly #instance: DuckDBInstance;
  readonly #readers: readonly Session<DuckDBConnection>[];

  static async open(options: DatabaseOptions): Promise<Database> {
    const inMemory = options.path === ':memory:';
    const instance = await DuckDBInstance.create(options.path, {
      memory_limit: options.memory.usual,
      // What a heavy task needed goes back to the system when it is done; what sorting new readings needed as well, each time.
      allocator_background_threads: 'true',
      allocator_bulk_deallocation_flush_threshold: '1MB',
      threads: String(options.threads),
      preserve_insertion_order: 'false',
      // The log is emptied when new readings are sorted; this bounds it should that fail.
      checkpoint_threshold: '64MB',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // DuckDB's own choice for a database in memory is a folder wherever the process was started.
      temp_directory: inMemory ? '' : `${options.path}.tmp`,
    });
    try {
      const connection = await instance.connect();
      await prepareSchema(connection);
      const readers: Session<DuckDBConnection>[] = [];
      for (let i = 0; i < READERS; i++) readers.push(new Session(await instance.connect()));
      const room = new MemoryRoom(await instance.connect(), options.memory);
      return new Database(instance, new Session(new Writer(connection)), readers, room);
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  }

  private constructor(
    instance: DuckDBInstance,
    writer: Session<Writer>,
    readers: readonly Session<DuckDBConnection>[],
    room: MemoryRoom,
  ) {
    this.#instance = instance;
    this.writer = writer;
    this.#readers = readers;
    this.room = room;
  }

  /** Runs a query, or several that see the same state, on the least busy reader. */
  read<T>(task: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const reader = this.#readers.reduce((a, b) => (b.waiting < a.waiting ? b : a));
    return reader.run((connection) => inTransaction(connection, () => task(connection)));
  }

  /** A connection more, which the caller closes. */
  connect(): Promise<DuckDBConnection> {
    return this.#instance.connect();
  }

  /** Waits for what runs, then closes; what comes afterwards fails. */
  async close(): Promise<void> {
    try {
      await this.writer.run(async (writer) => writer.close());
      for (const reader of this.#readers) await reader.run(async (connection) => connection.closeSync());
      this.room.close();
    } finally {
      this.#instance.closeSync();
    }
  }
}

/** A connection that does one task after the other, so that no task waits in a thread for another's lock. */
export class Session<Connection> {
  readonly #connection: Connection;
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Tasks begun or waiting. */
  get waiting(): number {
    return this.#waiting;
  }

  run<T>(task: (connection: Connection) => Promise<T>): Promise<T> {
    this.#waiting++;
    const result = this.#tail.then(() => task(this.#connection));
    const settled = (): void => {
      this.#waiting--;
    };
    this.#tail = result.then(settled, settled);
    return result;
  }
}

/** Runs the task in one transaction: committed when it resolves, rolled back when it rejects. */
export async function inTransaction<T>(connection: DuckDBConnection, task: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await task();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // After a failed commit there is nothing left to roll back; the first error is the one to tell.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
