import {
  type ApiReject,
  type ApiRepair,
  type ApiRepairOutcome,
  type ApiRepairPreview,
  ConflictError,
  type Delivery,
  InvalidInputError,
  NotFoundError,
  REPAIR_BOOT,
  type Reject,
  type RejectRepair,
  type RepairedReading,
  type Signature,
  TELEMETRY_LIMITS,
} from '@banyu/contracts';
import type { Registry, RepairRecord } from '@banyu/registry';
import type { Store } from '@banyu/store';
import { repairedReadings } from './repaired-readings.ts';

export interface RepairParts {
  readonly registry: Pick<Registry, 'repairs' | 'devices' | 'plants'>;
  readonly rejects: {
    page(query: { readonly plant: string; readonly before: number; readonly limit: number }): Promise<{
      readonly rejects: readonly Reject[];
    }>;
  };
  readonly store: Pick<Store, 'readings'>;
  /** Where deliveries become durable before they are judged. */
  readonly journal: { append(delivery: Delivery, done: (error?: Error) => void): void };
  /** Unix ms. */
  readonly clock: () => number;
}

/**
 * Makes readings of rejects. They go the way of all readings, by the journal and the quality tests, and the first value
 * of a time wins, as ever; the reject stays, and a repair is made once.
 */
export class RepairDesk {
  readonly #parts: RepairParts;

  constructor(parts: RepairParts) {
    this.#parts = parts;
  }

  /** A reject of a plant. Throws NotFoundError; the oldest rejects are not kept. */
  async get(plant: string, id: number): Promise<ApiReject> {
    const reject = await this.#reject(plant, id);
    const [repaired] = await this.withRepairs([reject]);
    if (repaired === undefined) throw new NotFoundError(`There is no reject ${id}`);
    return repaired;
  }

  /**
   * Submits repairs that were signed for but did not reach the journal: it was full, or the server stopped in between.
   * Throws UnavailableError when the journal takes nothing; the rest waits for the next time.
   */
  async resume(): Promise<number> {
    const pending = await this.#parts.registry.repairs.pending();
    for (const record of pending) await this.#submit(record);
    return pending.length;
  }

  /** The same rejects, with what was made of them; while its readings are not in the journal, that is nothing. */
  async withRepairs(rejects: readonly Reject[]): Promise<ApiReject[]> {
    const records = await this.#parts.registry.repairs.of(rejects);
    const byReject = new Map(records.map((record) => [record.reject, record]));
    return rejects.map((reject) => {
      const record = byReject.get(reject.id);
      if (record === undefined || record.submittedAt === null) return { ...reject, repaired: null };
      const { reject: _, ...repaired } = repairOf(record);
      return { ...reject, repaired };
    });
  }

  count(filter: { readonly plant?: string; readonly device?: string }): Promise<number> {
    return this.#parts.registry.repairs.count(filter);
  }

  /** What a repair would give; nothing is changed. Throws NotFoundError. */
  async preview(plant: string, id: number, repair: RejectRepair): Promise<ApiRepairPreview> {
    return await this.#preview(await this.#reject(plant, id), repair);
  }

  /**
   * Submits what a repair gives of a reject. A reject that was repaired before is not repaired again: what was made of it
   * then is answered (`again`). Throws NotFoundError, InvalidInputError while there are problems, ConflictError
   * when nothing new would come of it or the period is approved, UnavailableError when the journal takes nothing.
   */
  async repair(
    plant: string,
    id: number,
    repair: RejectRepair,
    signature: Signature,
  ): Promise<ApiRepairOutcome> {
    const { registry } = this.#parts;
    const reject = await this.#reject(plant, id);
    const [before] = await registry.repairs.of([reject]);
    if (before !== undefined) return { ...repairOf(await this.#submit(before)), again: true };
    const { readings, problems } = await this.#preview(reject, repair);
    if (problems.length > 0) {
      throw new InvalidInputError(`Cannot repair reject ${id}: ${problems.join('; ')}`, {
        issues: problems.map((message) => ({ field: 'repair', message })),
      });
    }
    const fresh = readings.filter(({ verdict }) => verdict === 'new');
    if (fresh.length === 0) {
      throw new ConflictError(
        `Cannot repair reject ${id}: there are readings of those times already, and the first value stays; ` +
          'lay a correction over them instead',
      );
    }
    const made = fresh.map(({ parameter, t, value }) => ({ parameter, t, value }));
    const { record, isNew } = await registry.repairs.record(reject, { repair, readings: made }, signature);
    await this.#submit(record);
    return { ...repairOf(record), again: !isNew };
  }

  async #reject(plant: string, id: number): Promise<Reject> {
    const { rejects } = await this.#parts.rejects.page({ plant, before: id + 1, limit: 1 });
    const [reject] = rejects;
    if (reject?.id === id) return reject;
    throw new NotFoundError(`Plant "${plant}" has no reject ${id}; the oldest are not kept for ever`);
  }

  async #preview(reject: Reject, repair: RejectRepair): Promise<ApiRepairPreview> {
    const { plant, device } = reject;
    const { readings, problems } = repairedReadings(reject, repair);
    const more = [...problems, ...(await this.#whyNotNow(reject, readings))];
    const judged: ApiRepairPreview['readings'] = [];
    for (const reading of readings) {
      const { parameter, t, value } = reading;
      const [there] = await this.#parts.store.readings({
        plant,
        device,
        parameter,
        from: t,
        to: t + 1,
        limit: 1,
      });
      const stored = there === undefined || Number.isNaN(there.value) ? null : there.value;
      const verdict = there === undefined ? 'new' : stored === value ? 'stored' : 'conflict';
      judged.push({ ...reading, verdict, stored });
    }
    return { readings: judged, problems: more };
  }

  /** What ingest would reject again. */
  async #whyNotNow(
    { plant, device }: Reject,
    readings: readonly RepairedReading[],
  ): Promise<readonly string[]> {
    const { registry, clock } = this.#parts;
    const known = (await registry.devices.list({ plant })).some(({ id }) => id === device);
    if (!known) return [`plant "${plant}" has no device "${device}": register it first`];
    const { horizonMs } = await registry.plants.get(plant);
    const now = clock();
    const early = readings.filter(({ t }) => t < now - horizonMs).length;
    const late = readings.filter(({ t }) => t > now + TELEMETRY_LIMITS.aheadMs).length;
    const days = Math.round(horizonMs / 86_400_000);
    return [
      ...(early > 0
        ? [`${early} of the readings would lie more than ${days} days back: correct the time`]
        : []),
      ...(late > 0 ? [`${late} of the readings would lie in time still to come: correct the time`] : []),
    ];
  }

  /** Brings the readings into the journal unless they are there. Doing it twice changes nothing that is stored. */
  async #submit(record: RepairRecord): Promise<RepairRecord> {
    if (record.submittedAt !== null) return record;
    const { registry, journal, clock } = this.#parts;
    const { plant, device, readings, reject: seq } = record;
    const samples = [...Map.groupBy(readings, ({ t }) => t)].map(([t, values]) => ({
      t,
      ...Object.fromEntries(values.map(({ parameter, value }) => [parameter, value])),
    }));
    const message = { v: 1, boot: REPAIR_BOOT, seq, samples };
    const delivery: Delivery = {
      ...{ plant, device, channel: 'telemetry', receivedAt: clock() },
      payload: new TextEncoder().encode(JSON.stringify(message)),
    };
    await new Promise<void>((resolve, reject) =>
      journal.append(delivery, (error) => (error === undefined ? resolve() : reject(error))),
    );
    const submittedAt = clock();
    await registry.repairs.submitted(record.id, submittedAt);
    return { ...record, submittedAt };
  }
}

function repairOf({ reject, at, by, why, repair, readings }: RepairRecord): ApiRepair {
  return { reject, at, by, why, repair, readings: [...readings] };
}
