import type { InfluxLog } from './options.ts';

/** Says a trouble once while it lasts, and when it is over; a log is no place for a line a second. */
export class Trouble {
  readonly #log: InfluxLog | undefined;
  #reason: string | undefined;

  constructor(log: InfluxLog | undefined) {
    this.#log = log;
  }

  begin(reason: string): void {
    if (reason !== this.#reason) this.#log?.warn({ reason }, 'InfluxDB takes no readings; they wait');
    this.#reason = reason;
  }

  end(): void {
    if (this.#reason !== undefined) this.#log?.info({ after: this.#reason }, 'InfluxDB takes readings again');
    this.#reason = undefined;
  }
}
