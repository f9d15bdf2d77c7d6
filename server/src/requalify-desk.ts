import { randomUUID } from 'node:crypto';
import {
  type ApiNewRequalification,
  type ApiRequalification,
  ConflictError,
  NotFoundError,
  type Signature,
  testsFromBits,
} from '@banyu/contracts';
import type { FlagChange, Requalified } from '@banyu/ingest';
import type { Registry, Requalification } from '@banyu/registry';
import type { DataThread } from './data-thread.ts';
import { messageOf } from './message-of.ts';

/** Ended ones that are still told of. */
const KEPT = 20;

export interface RequalifyParts {
  readonly requalifications: Registry['requalifications'];
  readonly data: Pick<DataThread['data'], 'requalify' | 'requalifyProgress'>;
  /** Unix ms. */
  readonly clock: () => number;
}

/** Stored readings judged again, one request at a time: signed for before, noted after, told of meanwhile. */
export class RequalifyDesk {
  readonly #parts: RequalifyParts;
  readonly #jobs = new Map<string, ApiRequalification>();
  #isBusy = false;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: RequalifyParts) {
    this.#parts = parts;
  }

  /** Begins; `origin`: where the request came from. Throws InvalidInputError, NotFoundError, ConflictError. */
  async start(
    plant: string,
    { from = 0, to = this.#parts.clock(), dryRun, by, why, evidence, ...scope }: ApiNewRequalification,
    origin: string,
  ): Promise<ApiRequalification> {
    if (this.#isBusy) {
      throw new ConflictError('Stored readings are being judged again already: wait until that is done.');
    }
    this.#isBusy = true;
    try {
      const { requalifications, clock } = this.#parts;
      const wanted = { scope: { plant, ...scope }, from, to };
      const signature = { by, why, from: origin, ...(evidence !== undefined && { evidence }) };
      const begun = dryRun
        ? await requalifications.check(wanted)
        : await requalifications.begin(wanted, signature);
      const { point = null, device = null, parameter = null } = begun.scope;
      const job: ApiRequalification = {
        ...{ id: randomUUID(), plant, point, device, parameter, from, to, dryRun, by, why },
        ...{ startedAt: clock(), status: 'running', done: 0, all: 0 },
        ...{ changes: [], restamped: 0, problem: null },
      };
      this.#keep(job);
      this.#work = this.#run(job, begun, signature);
      return job;
    } catch (error) {
      this.#isBusy = false;
      throw error;
    }
  }

  /** How far it is, or what came of it. Throws NotFoundError. */
  async get(plant: string, id: string): Promise<ApiRequalification> {
    const job = this.#jobs.get(id);
    if (job?.plant !== plant) throw new NotFoundError(`Plant "${plant}" has no requalification "${id}"`);
    if (job.status !== 'running') return job;
    const progress = await this.#parts.data.requalifyProgress();
    return { ...job, ...progress };
  }

  /** Those of a plant, newest first: the one under way, and what came of others. */
  async list(plant: string): Promise<readonly ApiRequalification[]> {
    const ids = [...this.#jobs.values()].filter((job) => job.plant === plant).map(({ id }) => id);
    return await Promise.all(ids.toReversed().map((id) => this.get(plant, id)));
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Resolves when what is under way has ended, well or not. */
  async idle(): Promise<void> {
    await this.#work;
  }

  /** Readings that what is under way has still to judge; 0 when nothing is. */
  async left(): Promise<number> {
    if (!this.#isBusy) return 0;
    const { done, all } = await this.#parts.data.requalifyProgress();
    return Math.max(0, all - done);
  }

  async #run(job: ApiRequalification, begun: Requalification, signature: Signature): Promise<void> {
    const { data, requalifications } = this.#parts;
    const { dryRun } = job;
    try {
      const { scope, from, to } = begun;
      const { plant, point, device, parameter } = scope;
      const done = await data.requalify({
        ...{ plant, from, to, dryRun },
        ...(point !== undefined && { point }),
        ...(device !== undefined && { device }),
        ...(parameter !== undefined && { parameter }),
      });
      const outcome = outcomeOf(done);
      if (!dryRun) {
        const { changes, restamped } = outcome;
        await requalifications.end(begun, { readings: done.readings, changes, restamped }, signature);
      }
      this.#keep({ ...job, ...outcome, status: 'done' });
    } catch (error) {
      const problem = messageOf(error);
      this.#keep({ ...job, status: 'failed', problem });
      // The registry may be what failed: then the entry of its beginning has to do.
      if (!dryRun) await requalifications.end(begun, { problem }, signature).catch(() => undefined);
    } finally {
      this.#isBusy = false;
    }
  }

  #keep(job: ApiRequalification): void {
    this.#jobs.set(job.id, job);
    for (const id of this.#jobs.keys()) {
      if (this.#jobs.size <= KEPT) return;
      this.#jobs.delete(id);
    }
  }
}

function outcomeOf({ readings, changes, restamped }: Requalified) {
  return { done: readings, all: readings, changes: changes.map(apiChange), restamped };
}

function apiChange({ parameter, before, after, readings }: FlagChange) {
  return {
    parameter,
    before: { flag: before.flag, tests: testsFromBits(before.tests) },
    after: { flag: after.flag, tests: testsFromBits(after.tests) },
    readings,
  };
}
