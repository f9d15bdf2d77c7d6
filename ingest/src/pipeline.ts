import { ConflictError, type ReadingBatch, UnavailableError } from '@banyu/contracts';
import type { Batch } from './batch.ts';
import { Checkpoint } from './checkpoint.ts';
import { DeviceTurns } from './device-turns.ts';
import { LANES, type Lane } from './journal/lane.ts';
import { JournalReader } from './journal/reader.ts';
import { judgeEntry } from './judge.ts';
import { LaneFlow } from './lane-flow.ts';
import { onlyStored, readingsNotStored, rejectWhatWasNotStored } from './outcome.ts';
import { DEFAULT_PIPELINE_LIMITS, type PipelineLimits, type PipelineOptions } from './pipeline-options.ts';
import { PlantChecks } from './quality/plant/plant-checks.ts';
import type { PlantFinding } from './quality/plant/plant-finding.ts';
import { noteHours, noteRange, type PlantHours } from './quality/plant/plant-hours.ts';
import { withoutPlantMarks } from './quality/plant/plant-marks.ts';
import { type Judged, QualityStage } from './quality/quality-stage.ts';
import { type Requalified, type RequalifyQuery, requalify } from './quality/requalify.ts';
import { serviceEventsOf } from './quality/service/service-book.ts';
import { builtInQuality } from './quality/settings/built-in-directory.ts';
import { noteReceipts, type Receipt } from './receipts.ts';
import type { RejectCount } from './rejects.ts';
import { type Attempts, tryUntilDone } from './retry.ts';
import { Scheduler } from './scheduler.ts';
import { SequenceMemory } from './sequence.ts';
import type { DeviceState } from './state/devices.ts';
import type { EventPage, EventQuery } from './state/events.ts';
import type { PlantFindingQuery } from './state/plant-findings.ts';
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
  /**
   * Judges stored readings again by the settings and service windows that hold now, while the stream goes on; a device
   * waits while some of its readings are at work. `onProgress` is told of readings done, and all. Throws
   * ConflictError while another such work is under way, UnavailableError when the pipeline is closed before the end:
   * what was done until then stays. Then compares the devices of the plants again, unless it is a dry run.
   */
  requalify(query: RequalifyQuery, onProgress?: (done: number, all: number) => void): Promise<Requalified>;
  /**
   * Compares the devices of plants with each other, in what was stored since the last time; days that are over, and
   * neighbours by the hour. To be called now and then. Rejects when it fails: the next time does what was not done.
   */
  comparePlants(): Promise<void>;
  /** What devices of a plant contradict each other in, the latest first. */
  plantFindings(query: PlantFindingQuery): readonly PlantFinding[];
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
  /** Lets go of signed messages whose measurements all lie before a time, Unix ms. */
  forgetSigned(before: number): void;
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
  readonly #quality: QualityStage;
  readonly #plantChecks: PlantChecks;
  readonly #turns = new DeviceTurns();
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;
  readonly #counts: Counts = { ...NO_COUNTS };
  #listenerFails = false;
  #requalifies = false;
  #requalifying: Promise<unknown> = Promise.resolve();

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
    const quality = options.quality ?? builtInQuality();
    this.#quality = new QualityStage({
      store: withoutPlantMarks(options.store),
      directory: quality,
      keptEvents: (plant, device) => this.#state.events.service(plant, device),
      ask: (question) => this.#ask(question),
    });
    this.#plantChecks = new PlantChecks({
      hours: this.#state.plantHours,
      findings: this.#state.plantFindings,
      store: options.store,
      directory: quality,
      ask: (question) => this.#ask(question),
      reflag: (batch) => this.#reflag(batch),
      onChanged: (batch) => this.#tell({ ...batch, completed: true }),
      turn: (device, work) => this.#turns.take('plant-checks', [device], work),
      clock: options.clock ?? Date.now,
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

  // Then, when the batch is due, from there to where it is kept: quality → store → checkpoint → tell. What a reading
  // says may change with its neighbours: of one device, the next batch is judged when this one is stored.

  async #store(flow: LaneFlow, batch: Batch): Promise<void> {
    await this.#turns.take(flow.lane, batch.devices.names(), async () => {
      const told: ReadingBatch[] = [];
      try {
        if (!(await this.#judgeAndWrite(flow, batch, told))) return;
      } catch (error) {
        // Nobody is sure of what the store holds of this batch.
        this.#quality.forget();
        throw error;
      }
      for (const each of told) noteHours(each, batch.hours);
      this.#keep(flow, batch);
      for (const each of told) this.#tell(each);
    });
  }

  /** False when it was aborted: then the journal has it all again. */
  async #judgeAndWrite(flow: LaneFlow, batch: Batch, told: ReadingBatch[]): Promise<boolean> {
    const readings = batch.columns.view();
    const announced = this.#quality.announce(serviceEventsOf(batch.events));
    if (readings.length === 0) {
      return this.#complete(flow, await this.#quality.settle({ announced }), told);
    }
    this.#noteReceipts(readings, batch);
    const judged = await this.#quality.judge(readings);
    if (judged === 'aborted') return false;
    const outcome = await writeUntilStored(readings, { store: this.#options.store, ...this.#attempts(flow) });
    if (outcome === undefined) return false;
    rejectWhatWasNotStored(readings, outcome, batch.rejects);
    told.push(onlyStored(readings, outcome));
    this.#onWritten(flow, outcome);
    if (!(await this.#complete(flow, judged, told))) return false;
    const notStored = readingsNotStored(readings, outcome);
    return this.#complete(flow, await this.#quality.settle({ announced, notStored }), told);
  }

  /** Gives stored readings the flags that this batch completed. */
  async #complete(flow: LaneFlow, judged: Judged, told: ReadingBatch[]): Promise<boolean> {
    if (judged === 'aborted') return false;
    const { completed } = judged;
    if (completed === undefined) return true;
    const { store } = this.#options;
    const outcome = await tryUntilDone(() => store.reflag(completed), this.#attempts(flow));
    if (outcome === undefined) return false;
    this.#counts.completedFlags += outcome.reflagged;
    this.#storeAnswers(flow);
    told.push({ ...completed, completed: true });
    return true;
  }

  /** Asks the store until it answers; undefined when it was aborted before. */
  async #ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    const attempts = this.#attempts(this.#flows.live);
    const outcome = await tryUntilDone(
      async () => ({ status: 'answered' as const, answer: await question() }),
      attempts,
    );
    if (outcome !== undefined) this.#storeAnswers(this.#flows.live);
    return outcome?.answer;
  }

  #attempts(flow: LaneFlow): Attempts {
    return {
      pace: this.#limits.retry,
      random: this.#options.random ?? Math.random,
      signal: this.#abort.signal,
      onRetry: (reason, waitMs) => this.#onRetry(flow, reason, waitMs),
    };
  }

  #noteReceipts(readings: ReadingBatch, batch: Batch): void {
    const { settledBefore } = this.#state.receipts;
    for (const message of batch.signed) message.receivedAt = Math.max(message.receivedAt, settledBefore);
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
        'the store put something off; it is tried again',
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
    this.#storeAnswers(flow);
  }

  #storeAnswers(flow: LaneFlow): void {
    if (flow.problem === undefined) return;
    flow.problem = undefined;
    this.#options.log.info({ lane: flow.lane }, 'the store takes readings again');
  }

  #keep(flow: LaneFlow, batch: Batch): void {
    this.#counts.messages += batch.messages;
    this.#counts.signedMessages += batch.signed.length;
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

  async requalify(
    query: RequalifyQuery,
    onProgress: (done: number, all: number) => void = () => undefined,
  ): Promise<Requalified> {
    if (this.#requalifies) {
      throw new ConflictError('Stored readings are being judged again already: wait until that is done.');
    }
    this.#requalifies = true;
    try {
      const work = query.dryRun
        ? this.#requalify(query, onProgress)
        : this.#comparingAfter(query, () => this.#requalify(query, onProgress));
      this.#requalifying = work.catch(() => undefined);
      const done = await work;
      if (done !== undefined) return done;
    } finally {
      this.#requalifies = false;
    }
    throw new UnavailableError('The server stops before all was judged again; do it once more to go on.');
  }

  async comparePlants(): Promise<void> {
    await this.#plantChecks.round();
  }

  plantFindings(query: PlantFindingQuery): readonly PlantFinding[] {
    return this.#state.plantFindings.page(query);
  }

  async #reflag(batch: ReadingBatch): Promise<boolean> {
    const { store } = this.#options;
    const attempts = this.#attempts(this.#flows.live);
    return (await tryUntilDone(() => store.reflag(batch), attempts)) !== undefined;
  }

  #requalify(
    query: RequalifyQuery,
    onProgress: (done: number, all: number) => void,
  ): Promise<Requalified | undefined> {
    return requalify(query, {
      stage: this.#quality,
      store: this.#options.store,
      ask: (question) => this.#ask(question),
      reflag: (batch) => this.#reflag(batch),
      onChanged: (batch) => this.#tell({ ...batch, completed: true }),
      turn: (device, work) => this.#turns.take('requalify', [device], work),
      onProgress,
    });
  }

  /** Compares the devices of plants again after work on stored readings, or in a later round when it is not ended. */
  async #comparingAfter<Done>(
    query: RequalifyQuery,
    work: () => Promise<Done | undefined>,
  ): Promise<Done | undefined> {
    const held = await this.#ask(() => this.#options.store.coverage(query));
    if (held === undefined) return undefined;
    const hours: PlantHours = new Map();
    for (const { plant, first, last } of held) noteRange(plant, first, last, hours);
    this.#state.plantHours.note(hours);
    let done: Done | undefined;
    try {
      done = await work();
    } finally {
      // A round that came in between has seen only a part.
      this.#state.plantHours.note(hours);
    }
    return done !== undefined && (await this.#plantChecks.round()) ? done : undefined;
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

  forgetSigned(before: number): void {
    this.#state.signed.forgetBefore(before);
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
    // Both still write what is to be done after the next start.
    await this.#requalifying;
    await this.#plantChecks.ended();
    this.#reader.close();
    this.#state.close();
  }
}
