import { setImmediate as turn } from 'node:timers/promises';
import { UnavailableError } from '@banyu/contracts';
import type { Batch } from './batch.ts';
import { Bell } from './bell.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type JournalCursor, LANES, type Lane } from './journal/lane.ts';
import type { LaneFlow } from './lane-flow.ts';
import type { IngestLog } from './ports.ts';

/** The work that is scheduled. */
export interface Work {
  /** Takes one entry from the journal into the lane's batch, or notes that there is none. */
  take(flow: LaneFlow): void;
  /** Brings a batch to the store and to the checkpoint. */
  store(flow: LaneFlow, batch: Batch): Promise<void>;
}

export interface SchedulerOptions {
  readonly flows: Readonly<Record<Lane, LaneFlow>>;
  readonly work: Work;
  readonly checkpoint: Checkpoint;
  /** The journal is looked at so often when nobody calls `wake`. */
  readonly pollMs: number;
  readonly log: IngestLog;
}

/** Live entries that are taken in a row while backlog waits: fresh data goes first, and does not starve the rest. */
const LIVE_IN_A_ROW = 8;
/** An entry that could not be taken is tried again after so long, ms. */
const TAKE_AGAIN_MS = 1_000;

/** Somebody who waits until the checkpoint has come to `target`. */
interface Waiter {
  readonly target: JournalCursor;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Decides what is done next. One entry at a time, so that nothing waits long for its turn. */
export class Scheduler {
  /** Why the next entry of the journal cannot be read or judged. */
  problem: string | undefined;
  readonly #options: SchedulerOptions;
  readonly #bell = new Bell();
  #idle: Waiter[] = [];
  #liveInARow = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  wake(): void {
    this.#bell.ring();
  }

  /** Resolves when the checkpoint has come to the target; batches do not wait for their age meanwhile. */
  idle(target: JournalCursor): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#idle.push({ target, resolve, reject });
      this.#bell.ring();
    });
  }

  /** Works until it is aborted; then lets the writes under way end. */
  async run(signal: AbortSignal): Promise<void> {
    const { flows, checkpoint } = this.#options;
    signal.addEventListener('abort', () => this.#bell.ring(), { once: true });
    while (!signal.aborted) {
      const taken = this.#takeOne();
      this.#sendDue();
      if (this.#checkpointDueInMs() === 0) checkpoint.commit();
      this.#answerIdle();
      if (taken) {
        await turn();
      } else {
        await this.#bell.wait(this.#pauseMs());
        for (const lane of LANES) flows[lane].mayHaveMore = true;
      }
    }
    await Promise.all(LANES.map((lane) => flows[lane].writing));
    checkpoint.commit();
    this.#answerIdle();
    const closed = new UnavailableError('The pipeline was closed before it was idle');
    for (const { reject } of this.#idle) reject(closed);
  }

  /** Whether there was a lane to take an entry from. */
  #takeOne(): boolean {
    const flow = this.#next();
    if (flow === undefined) return false;
    try {
      this.#options.work.take(flow);
      this.problem = undefined;
      return true;
    } catch (error) {
      if (this.problem === undefined)
        this.#options.log.error(
          { err: error },
          'an entry of the journal cannot be read or judged; it is tried again',
        );
      this.problem = String(error);
      return false;
    }
  }

  #next(): LaneFlow | undefined {
    const { live, backlog } = this.#options.flows;
    if (live.wantsEntry && (!backlog.wantsEntry || this.#liveInARow < LIVE_IN_A_ROW)) {
      this.#liveInARow += 1;
      return live;
    }
    this.#liveInARow = 0;
    return backlog.wantsEntry ? backlog : undefined;
  }

  /** Live first. Nothing goes to the store while its checkpoint could not be kept. */
  #sendDue(): void {
    const { flows, checkpoint } = this.#options;
    if (checkpoint.problem !== undefined) return;
    for (const lane of LANES) {
      const flow = flows[lane];
      if (flow.filling !== undefined && this.#dueInMs(flow) === 0) this.#send(flow, flow.filling);
    }
  }

  #send(flow: LaneFlow, batch: Batch): void {
    const { work, log } = this.#options;
    flow.filling = undefined;
    flow.writing = work
      .store(flow, batch)
      .catch((error: unknown) => {
        flow.halted = true;
        flow.problem = `halted by a fault: ${String(error)}`;
        log.error({ err: error, lane: flow.lane }, 'a fault halts this lane; its data waits in the journal');
      })
      .finally(() => {
        flow.writing = undefined;
        this.#bell.ring();
      });
  }

  /** Who waits for idleness does not wait for a batch to come of age. */
  #dueInMs(flow: LaneFlow): number | undefined {
    const due = flow.dueInMs;
    return due !== undefined && this.#idle.length > 0 && !flow.wantsEntry ? 0 : due;
  }

  #checkpointDueInMs(): number | undefined {
    const { flows, checkpoint } = this.#options;
    const due = checkpoint.dueInMs;
    const hurry = this.#idle.length > 0 && checkpoint.problem === undefined;
    return due !== undefined && hurry && LANES.every((lane) => flows[lane].empty) ? 0 : due;
  }

  #pauseMs(): number {
    const { flows, checkpoint, pollMs } = this.#options;
    if (this.problem !== undefined) return TAKE_AGAIN_MS;
    const lanes = checkpoint.problem === undefined ? LANES.map((lane) => this.#dueInMs(flows[lane])) : [];
    const dues = [...lanes, this.#checkpointDueInMs()].filter((due) => due !== undefined);
    return Math.min(pollMs, ...dues);
  }

  #answerIdle(): void {
    const { cursor } = this.#options.checkpoint;
    this.#idle = this.#idle.filter(({ target, resolve }) => {
      if (LANES.some((lane) => cursor[lane] < target[lane])) return true;
      resolve();
      return false;
    });
  }
}
