import type { BrokerLog } from './ports.ts';

const WINDOW_MS = 10_000;
const LINES_PER_WINDOW = 5;

/**
 * A log for what strangers can cause: at most a few lines for each message in a while, and then one that
 * says how many were left out.
 */
export class QuietLog {
  readonly #log: BrokerLog;
  readonly #now: () => number;
  readonly #windows = new Map<string, { ends: number; lines: number; left: number }>();

  /** `now` in ms of a clock that does not run backwards. */
  constructor(log: BrokerLog, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** `message` is a constant of the program, never a client's text: it is what is counted by. */
  warn(facts: object, message: string): void {
    const now = this.#now();
    let window = this.#windows.get(message);
    if (window === undefined || window.ends <= now) {
      if (window !== undefined && window.left > 0) {
        this.#log.warn({ left: window.left }, `${message} (more of them, not logged one by one)`);
      }
      window = { ends: now + WINDOW_MS, lines: 0, left: 0 };
      this.#windows.set(message, window);
    }
    if (window.lines < LINES_PER_WINDOW) {
      window.lines += 1;
      this.#log.warn(facts, message);
    } else {
      window.left += 1;
    }
  }
}
