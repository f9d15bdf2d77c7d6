import type { ApiNewRequalification, ApiRequalification } from '@banyu/contracts';
import type { QueuedRequalification, RequalificationQueue } from '@banyu/registry';
import { messageOf } from './message-of.ts';
import type { RequalifyDesk } from './requalify-desk.ts';

/** The part of a pino logger that is used here. */
interface WorkerLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export interface RequalifyWorkerParts {
  readonly queue: Pick<RequalificationQueue, 'next' | 'done' | 'failed'>;
  readonly desk: Pick<RequalifyDesk, 'start' | 'get' | 'idle' | 'isBusy'>;
  /** Whether the stream leaves room for work on what is stored. */
  readonly isCalm: () => Promise<boolean>;
  /** Unix ms. */
  readonly clock: () => number;
  readonly log: WorkerLog;
}

const LOOK_EVERY_MS = 1_000;
const FIRST_RETRY_MS = 5_000;
/** An approval in the way may be set back, a store may come back: it is tried for ever, but not often. */
const LONGEST_RETRY_MS = 10 * 60_000;
/** Of a signature. */
const LONGEST_WHY = 2_000;
const ORIGIN = 'server, by itself';

/**
 * Judges again, one after the other, the stored readings that are due because something was declared for the past. What
 * it was at when the process ended is still due, and is done from its beginning: the result is the same.
 */
export class RequalifyWorker {
  readonly #parts: RequalifyWorkerParts;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(parts: RequalifyWorkerParts) {
    this.#parts = parts;
  }

  /** Looks every second for what is due, until `close`. */
  start(): void {
    this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  /** Begins nothing any more; what is under way ends with the data thread. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Does the first that is due, to its end; false when there is nothing to do now. */
  async step(): Promise<boolean> {
    const { queue, desk, isCalm, clock } = this.#parts;
    const due = await queue.next(clock());
    if (due === undefined || !(await isCalm())) return false;
    // Somebody else's turn, which may have begun while this one looked around.
    if (desk.isBusy || this.#isClosed) return false;
    const problem = await this.#requalify(due).catch(messageOf);
    // Whatever ends while the process does is nobody's fault, and stays due as it is.
    if (this.#isClosed) return false;
    await (problem === null ? queue.done(due.id, clock()) : this.#putOff(due, problem));
    return true;
  }

  async #look(): Promise<void> {
    try {
      while (!this.#isClosed && (await this.step()));
    } catch (error) {
      // The registry is locked, or the data thread busy: the next look may be luckier.
      this.#parts.log.warn({ err: error }, 'cannot look for readings to be judged again');
    }
    if (!this.#isClosed) this.start();
  }

  /** What went wrong, or null. */
  async #requalify(due: QueuedRequalification): Promise<string | null> {
    const { desk, clock, log } = this.#parts;
    const { plant } = due.scope;
    const { id } = await desk.start(plant, requestOf(due, clock()), ORIGIN);
    await desk.idle();
    const { status, problem, done, changes }: ApiRequalification = await desk.get(plant, id);
    if (status !== 'done') return problem ?? 'it did not end';
    log.info({ plant, cause: due.cause, readings: done, changes }, 'stored readings were judged again');
    return null;
  }

  async #putOff(due: QueuedRequalification, problem: string): Promise<void> {
    const { queue, clock, log } = this.#parts;
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(due.attempts, 10));
    log.warn({ plant: due.scope.plant, cause: due.cause, problem, waitMs }, 'stored readings are still due');
    await queue.failed(due, problem, clock() + waitMs);
  }
}

/** In the name of whoever made the change. */
function requestOf(
  { scope, from, to, cause, by, why }: QueuedRequalification,
  now: number,
): ApiNewRequalification {
  const { plant: _, ...within } = scope;
  const reason = `${cause} concerns stored readings: ${why}`;
  const short = `${cause} concerns stored readings; the audit trail has its reason`;
  return {
    ...within,
    ...{ from, to: to ?? now, dryRun: false, by },
    why: reason.length > LONGEST_WHY ? short : reason,
  };
}
