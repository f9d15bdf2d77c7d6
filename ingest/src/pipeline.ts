import type { ReadingBatch } from '@banyu/contracts';
import type { Batch } from './batch.ts';
import { Checkpoint } from './checkpoint.ts';
import { LANES, type Lane } from './journal/lane.ts';
import { JournalReader } from './journal/reader.ts';
import { judgeEntry } from './judge.ts';
import { LaneFlow } from './lane-flow.ts';
import { onlyStored, rejectWhatWasNotStored } from './outcome.ts';
import { DEFAULT_PIPELINE_LIMITS, type PipelineLimits, type PipelineOptions } from './pipeline-options.ts';
import { runQuality } from './quality/run.ts';
import { noteReceipts, type Receipt } from './receipts.ts';
import type { RejectCount } from './rejects.ts';
import { Scheduler } from './scheduler.ts';
import { SequenceMemory } from './sequence.ts';
import type { DeviceState } from './state/devices.ts';
import type { EventPage, EventQuery } from './state/events.ts';
import type { RejectPage, RejectQuery } from './state/rejects.ts';
import type { PowerFact, RejectFact, ServiceFact, SlotFactQuery } from './state/slot-facts.ts';
import { State } from './state/state.ts';
import { type Counts, NO_COUNTS, type PipelineStatistics } from './statistics.ts';
import { type StoredOutcome, writeUntilStored } from './write-until-stored.ts';

/** From the journal to the store. The questions are answered from the last checkpoint, a quarter of a second old. */
export interface Pipeline {
  /** There is something new in the journal. */
  wake(): void;
  /**
   * Resolves when all that was committed to the journal before the call is stored and its checkpoint kept; throws an
   * UnavailableError when the pipeline is closed before that.
   */
  idle(): Promise<void>;
  rejects(query: RejectQuery): RejectPage;
  /** Rejects by plant, device and reason since counting began. */
  rejectCounts(): readonly RejectCount[];
  events(query: EventQuery): EventPage;
  deviceStates(): readonly DeviceState[];
  /** Rejects that tell why a time has no reading. */
  rejectFacts(query: SlotFactQuery): readonly RejectFact[];
  /** What devices said of their power, ascending in time. */
  powerFacts(query: SlotFactQuery): readonly PowerFact[];
  /** What devices said of work on their sensors, ascending in time. */
  serviceFacts(query: SlotFactQuery): readonly ServiceFact[];
  statistics(): PipelineStatistics;
  /** Readings are no more taken as received before this time, Unix ms: those hours are settled. */
  settledBefore(): number;
  /**
   * Waits until all that the journal holds is stored, and settles the hours before `before` (the begin of an hour that
   * is over): a message that claims to have come earlier, because the clock was set back, counts as received then.
   * Resolves with the receipts of those hours, by hour, plant, device and day. Throws as `idle` does.
   */
  settle(before: number): Promise<readonly Receipt[]>;
  /** Lets go of the receipts of the hours before, which are not needed any more. */
  forgetReceipts(before: number): void;
  /** Lets the writes under way end; the rest waits in the journal. */
  close(): Promise<void>;
}

/** Opens the pipeline; it goes on where the last checkpoint was. Throws when a directory cannot be used. */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  return new RunningPipeline(options);
}

class RunningPipeline implements Pipeline {
  readonly #options: PipelineOptions;
  readonly #limits: PipelineLimits;
  readonly #reader: JournalReader;
  readonly #state: State;
  readonly #checkpoint: Checkpoint;
  readonly #flows: Readonly<Record<Lane, LaneFlow>>;
  readonly #scheduler: Scheduler;
  readonly #sequence = new SequenceMemory();
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;
  readonly #counts: Counts = { ...NO_COUNTS };
  #listenerFails = false;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_PIPELINE_LIMITS, ...options.limits };
    this.#reader = new JournalReader(options.journalDirectory);
    this.#state = new State(
      options.stateDirectory,
      this.#reader.journal,
      this.#limits,
      (options.clock ?? Date.now)(),
    );
    this.#checkpoint = new Checkpoint(this.#state, options.log, options.onCursor);
    const { live, backlog } = this.#state.cursor;
    this.#flows = {
      live: new LaneFlow('live', this.#limits.live, live),
      backlog: new LaneFlow('backlog', this.#limits.backlog, backlog),
    };
    this.#scheduler = new Scheduler({
      flows: this.#flows,
      work: {
        take: (flow) => this.#take(flow),
        store: (flow, batch) => this.#store(flow, batch),
      },
      checkpoint: this.#checkpoint,
      pollMs: this.#limits.pollMs,
      log: options.log,
    });
    this.#running = this.#run();
  }

  // The path of a message. First, from the journal into a batch: read → decode → validate → count repeats.

  #take(flow: LaneFlow): void {
    const entry = this.#reader.next(flow.lane, flow.readThrough);
    if (entry === undefined) {
      flow.mayHaveMore = false;
      return;
    }
    const { directory, log } = this.#options;
    judgeEntry(entry, flow.open(), { directory, log, series: flow.series, sequence: this.#sequence });
    flow.readThrough = entry.id;
  }

  // Then, when the batch is due, from there to where it is kept: quality → store → checkpoint → tell.

  async #store(flow: LaneFlow, batch: Batch): Promise<void> {
    const readings = batch.columns.view();
    if (readings.length === 0) {
      this.#keep(flow, batch);
      return;
    }
    runQuality(readings);
    this.#noteReceipts(readings, batch);
    const outcome = await writeUntilStored(readings, {
      store: this.#options.store,
      pace: this.#limits.retry,
      random: this.#options.random ?? Math.random,
      signal: this.#abort.signal,
      onRetry: (reason, waitMs) => this.#onRetry(flow, reason, waitMs),
    });
    if (outcome === undefined) return;
    rejectWhatWasNotStored(readings, outcome, batch.rejects);
    this.#onWritten(flow, outcome);
    this.#keep(flow, batch);
    this.#tell(onlyStored(readings, outcome));
  }

  #noteReceipts(readings: ReadingBatch, batch: Batch): void {
    const { settledBefore } = this.#state.receipts;
    const brought = noteReceipts(readings, settledBefore, batch.receipts);
    if (brought === 0) return;
    this.#options.log.warn(
      { readings: brought, receivedAt: settledBefore },
      "the server's clock was set back into hours that are sealed: readings count as received after them",
    );
  }

  #onRetry(flow: LaneFlow, reason: string, waitMs: number): void {
    this.#counts.retries += 1;
    if (flow.problem === undefined) {
      this.#options.log.warn(
        { lane: flow.lane, reason, waitMs },
        'the store put a write off; it is tried again',
      );
    }
    flow.problem = reason;
  }

  #onWritten(flow: LaneFlow, { stored, duplicates, conflicts, refused }: StoredOutcome): void {
    const counts = this.#counts;
    counts.batches += 1;
    counts.storedReadings += stored;
    counts.duplicateReadings += duplicates;
    counts.conflicts += conflicts.length;
    counts.refusedReadings += refused.length;
    if (flow.problem === undefined) return;
    flow.problem = undefined;
    this.#options.log.info({ lane: flow.lane }, 'the store takes readings again');
  }

  #keep(flow: LaneFlow, batch: Batch): void {
    this.#counts.messages += batch.messages;
    this.#counts.repeatedMessages += batch.repeated;
    flow.storedThrough = batch.receivedThrough;
    this.#checkpoint.add(flow.lane, batch);
  }

  /** It is stored and kept: a listener with a fault must not stop what comes after it. */
  #tell(stored: ReadingBatch): void {
    try {
      this.#options.onStored?.(stored);
      this.#listenerFails = false;
    } catch (error) {
      if (!this.#listenerFails) {
        this.#options.log.error({ err: error }, 'the listener to stored readings fails; storing goes on');
      }
      this.#listenerFails = true;
    }
  }

  wake(): void {
    this.#scheduler.wake();
  }

  idle(): Promise<void> {
    return this.#scheduler.idle(this.#reader.last());
  }

  rejects(query: RejectQuery): RejectPage {
    return this.#state.rejects.page(query);
  }

  rejectCounts(): readonly RejectCount[] {
    return this.#state.rejects.counts();
  }

  events(query: EventQuery): EventPage {
    return this.#state.events.page(query);
  }

  deviceStates(): readonly DeviceState[] {
    return this.#state.devices.all();
  }

  rejectFacts(query: SlotFactQuery): readonly RejectFact[] {
    return this.#state.slotFacts.rejects(query);
  }

  powerFacts(query: SlotFactQuery): readonly PowerFact[] {
    return this.#state.slotFacts.power(query);
  }

  serviceFacts(query: SlotFactQuery): readonly ServiceFact[] {
    return this.#state.slotFacts.service(query);
  }

  statistics(): PipelineStatistics {
    const { live, backlog } = this.#flows;
    const last = this.#reader.last();
    const { cursor } = this.#checkpoint;
    const problems = [this.#scheduler.problem, this.#checkpoint.problem, live.problem, backlog.problem];
    return {
      ...this.#counts,
      waitingEntries: {
        live: Math.max(0, last.live - cursor.live),
        backlog: Math.max(0, last.backlog - cursor.backlog),
      },
      storedThrough: { live: live.storedThrough, backlog: backlog.storedThrough },
      problems: problems.filter((problem) => problem !== undefined),
      halted: live.halted || backlog.halted,
    };
  }

  settledBefore(): number {
    return this.#state.receipts.settledBefore;
  }

  async settle(before: number): Promise<readonly Receipt[]> {
    await this.idle();
    this.#state.receipts.settle(before);
    // What was on its way to the store just now may still carry an earlier time.
    await this.idle();
    return this.#state.receipts.before(before);
  }

  forgetReceipts(before: number): void {
    this.#state.receipts.forgetBefore(before);
  }

  close(): Promise<void> {
    this.#abort.abort();
    return this.#running;
  }

  async #run(): Promise<void> {
    // A crash may have come between the last checkpoint and its release; a full journal would stay full.
    const { cursor } = this.#checkpoint;
    if (LANES.some((lane) => cursor[lane] > 0)) this.#options.onCursor?.(cursor);
    await this.#scheduler.run(this.#abort.signal);
    this.#reader.close();
    this.#state.close();
  }
}
