export interface RestartableOptions<T> {
  readonly open: () => Promise<T>;
  readonly close: (opened: T) => Promise<void>;
  /** Whether an error means that what is open can no longer be used. */
  readonly isBroken: (error: unknown) => boolean;
}

/** Holds something open. When a task's error says that it broke, it is closed, and opened anew for the tasks to come. */
export class Restartable<T> {
  readonly #options: RestartableOptions<T>;
  #current: Promise<T> | undefined;

  constructor(options: RestartableOptions<T>) {
    this.#options = options;
  }

  /** Runs a task on what is open; rejects with the task's error, or with why it cannot be opened. */
  async use<R>(task: (opened: T) => Promise<R>): Promise<R> {
    this.#current ??= this.#options.open();
    const current = this.#current;
    let opened: T;
    try {
      opened = await current;
    } catch (error) {
      if (this.#current === current) this.#current = undefined;
      throw error;
    }
    try {
      return await task(opened);
    } catch (error) {
      if (this.#options.isBroken(error) && this.#current === current) {
        this.#current = this.#restart(opened);
        // Whoever comes next learns of a failure; it is no unhandled one until then.
        this.#current.catch(() => undefined);
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (current !== undefined) await this.#options.close(await current);
  }

  async #restart(broken: T): Promise<T> {
    // What is broken may fail to close; what matters is whether it can be opened.
    await this.#options.close(broken).catch(() => undefined);
    return this.#options.open();
  }
}
