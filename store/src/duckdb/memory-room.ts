import type { DuckDBConnection } from '@duckdb/node-api';

export interface MemoryLimits {
  /** As a rule, e.g. `32MB`: a server that lives beside other things on a small machine. */
  readonly usual: string;
  /** For a task that does not fit into it, for as long as that lasts. */
  readonly most: string;
}

/**
 * DuckDB's buffers: little as a rule, more while a task needs it. What DuckDB can spill it spills; sorts that are
 * merged into a file, and a few others, ask for more than the usual limit and fail. They are done once more with room.
 */
export class MemoryRoom {
  readonly #connection: DuckDBConnection;
  readonly #limits: MemoryLimits;
  #needing = 0;
  #set: 'usual' | 'most' = 'usual';
  #setting: Promise<void> = Promise.resolve();

  /** The connection is used for nothing else. */
  constructor(connection: DuckDBConnection, limits: MemoryLimits) {
    this.#connection = connection;
    this.#limits = limits;
  }

  /** Does the task; if it runs out of memory, again with as much as there may be. It must leave nothing half done. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      return this.runWide(task);
    }
  }

  /** Does a task that is known to need much, with as much as there may be. */
  async runWide<T>(task: () => Promise<T>): Promise<T> {
    this.#needing++;
    try {
      await this.#adjust();
      return await task();
    } finally {
      this.#needing--;
      // What other tasks hold cannot be taken from them: then the limit stays until the next one ends.
      await this.#adjust().catch(() => undefined);
    }
  }

  close(): void {
    this.#connection.closeSync();
  }

  #adjust(): Promise<void> {
    const adjusted = this.#setting.then(async () => {
      const wanted = this.#needing > 0 ? 'most' : 'usual';
      if (this.#set === wanted) return;
      await this.#connection.run(`SET memory_limit = '${this.#limits[wanted]}'`);
      this.#set = wanted;
    });
    this.#setting = adjusted.catch(() => undefined);
    return adjusted;
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Out of Memory Error');
}
