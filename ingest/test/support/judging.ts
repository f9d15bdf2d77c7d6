import type { QualitySettings, ReadingBatch, SeriesKey, ServiceWindow } from '@banyu/contracts';
import { openMemoryStore, type Store, type StoredReading } from '@banyu/store';
import { ReadingColumns, type SeriesSlot } from '../../src/columns.ts';
import { readingsNotStored } from '../../src/outcome.ts';
import { type Judged, QualityStage } from '../../src/quality/quality-stage.ts';
import { type Requalified, type RequalifyQuery, requalify } from '../../src/quality/requalify.ts';
import type { DeviceServiceEvent } from '../../src/quality/service/service-book.ts';
import type { QualityDirectory } from '../../src/quality/settings/quality-directory.ts';

/** A reading before it is judged; null where the sensor gave no value. */
export interface Sent {
  readonly parameter: string;
  readonly t: number;
  readonly value: number | null;
  readonly receivedAt?: number;
}

export const PLACE = { plant: 'p', point: 'effluent', device: 'd' } as const;

/** Settings with every test off, but for those given. */
export function settingsWith(change: Partial<QualitySettings>): QualitySettings {
  return {
    intervalSeconds: 10,
    recoverySeconds: 20,
    grossRange: { sensor: [-1_000, 1_000], operator: 'off' },
    climatology: 'off',
    spike: 'off',
    rateOfChange: 'off',
    flatLine: 'off',
    attenuatedSignal: 'off',
    saturation: 'off',
    timingGap: 'off',
    clock: 'off',
    crossChecks: [],
    plantChecks: [],
    ...change,
  };
}

/** A directory that has these settings, by parameter, from ever on. */
export function directoryWith(
  settings: (parameter: string) => QualitySettings,
  windows: readonly ServiceWindow[] = [],
  version = 1_000,
): QualityDirectory {
  const made = new Map<string, ReturnType<QualityDirectory['settings']>>();
  return {
    settings: ({ parameter }) => {
      const dated = made.get(parameter) ?? [{ from: 0, version, settings: settings(parameter) }];
      made.set(parameter, dated);
      return dated;
    },
    serviceWindows: () => windows,
    timeZone: () => 'Asia/Jakarta',
    changed: () => 0,
  };
}

/** A directory that answers as another one from `use` on. */
export class ChangingDirectory implements QualityDirectory {
  #now: QualityDirectory;
  #changed = 0;

  constructor(directory: QualityDirectory) {
    this.#now = directory;
  }

  use(directory: QualityDirectory): void {
    this.#now = directory;
    this.#changed += 1;
  }

  settings(series: SeriesKey): ReturnType<QualityDirectory['settings']> {
    return this.#now.settings(series);
  }

  serviceWindows(series: SeriesKey): readonly ServiceWindow[] {
    return this.#now.serviceWindows(series);
  }

  timeZone(plant: string): string {
    return this.#now.timeZone(plant);
  }

  changed(): number {
    return this.#changed;
  }
}

export function batchOf(
  readings: readonly Sent[],
  place: Omit<SeriesKey, 'parameter'> = PLACE,
): ReadingBatch {
  const columns = new ReadingColumns();
  const slots = new Map<string, SeriesSlot>();
  for (const { parameter, t, value, receivedAt = t } of readings) {
    const slot = slots.get(parameter) ?? { key: { ...place, parameter }, columns: undefined, index: 0 };
    slots.set(parameter, slot);
    columns.add(slot, t, value ?? Number.NaN, receivedAt);
  }
  return columns.view();
}

/** A store and the stage before it, as the pipeline has them; `restart` forgets what is in memory. */
export class Judging {
  readonly store: Store = openMemoryStore();
  readonly directory: QualityDirectory;
  /** Batches of completed flags, as they came. */
  readonly completed: ReadingBatch[] = [];
  stage: QualityStage;
  readonly #events: DeviceServiceEvent[] = [];

  constructor(directory: QualityDirectory) {
    this.directory = directory;
    this.stage = this.#open();
  }

  restart(): void {
    this.stage = this.#open();
  }

  /** Judges, writes, and completes flags; `crash` ends the process after the write, before the flags are completed. */
  async send(
    batch: ReadingBatch,
    { crash = false, events = [] as readonly DeviceServiceEvent[] } = {},
  ): Promise<void> {
    const announced = this.stage.announce(events);
    const judged = await this.stage.judge(batch);
    const outcome = await this.store.write(batch);
    if (outcome.status !== 'stored') throw new Error(outcome.status);
    if (crash) {
      this.restart();
      return;
    }
    await this.#complete(judged);
    const notStored = readingsNotStored(batch, outcome);
    await this.#complete(await this.stage.settle({ announced, notStored }));
    this.#events.push(...events);
  }

  /** Judges all that is stored again; `readingsAtOnce` at a time. */
  async requalify(query: Partial<RequalifyQuery>, readingsAtOnce: number): Promise<Requalified> {
    const done = await requalify(
      { plant: PLACE.plant, from: 0, to: 8.64e15, dryRun: false, ...query },
      {
        stage: this.stage,
        store: this.store,
        ask: (question) => question(),
        reflag: async (batch) => (await this.store.reflag(batch)).status === 'reflagged',
        onChanged: () => undefined,
        turn: (_, work) => work(),
        onProgress: () => undefined,
        readingsAtOnce,
      },
    );
    if (done === undefined) throw new Error('given up');
    return done;
  }

  /** All that is stored, by time and parameter. */
  async stored(): Promise<readonly StoredReading[]> {
    const readings = await this.store.readings({ from: 0, to: 8.64e15, limit: 1_000_000 });
    return readings.toSorted((a, b) => a.t - b.t || (a.parameter < b.parameter ? -1 : 1));
  }

  async flags(parameter: string): Promise<number[]> {
    return (await this.stored()).filter((reading) => reading.parameter === parameter).map(({ flag }) => flag);
  }

  #open(): QualityStage {
    return new QualityStage({
      store: this.store,
      directory: this.directory,
      keptEvents: (plant, device) => this.#events.filter((e) => e.plant === plant && e.device === device),
      ask: (question) => question(),
    });
  }

  async #complete(judged: Judged): Promise<void> {
    if (judged === 'aborted' || judged.completed === undefined) return;
    this.completed.push(judged.completed);
    await this.store.reflag(judged.completed);
  }
}

/** Messages as they come, cut at places where something may happen. */
export interface Stream {
  readonly order: readonly Sent[];
  readonly cuts: readonly {
    readonly length: number;
    readonly disturbance: 'none' | 'restart' | 'repeat' | 'crash';
  }[];
}

/** A stream judged as it comes. */
export async function judgedStream(
  directory: QualityDirectory,
  { order, cuts }: Stream,
  /** Events, and the share of readings that come before each. */
  announced: readonly { readonly event: DeviceServiceEvent; readonly with: number }[] = [],
): Promise<Judging> {
  const judging = new Judging(directory);
  const waiting = announced.toSorted((a, b) => a.with - b.with);
  for (let at = 0, i = 0; at < order.length; i += 1) {
    const { length = 5, disturbance: happens = 'none' } = cuts[i] ?? {};
    const part = order.slice(at, at + length);
    at += length;
    const isLast = at >= order.length;
    const events: DeviceServiceEvent[] = [];
    while (waiting[0] !== undefined && (isLast || waiting[0].with * order.length <= at)) {
      events.push(...waiting.splice(0, 1).map(({ event }) => event));
    }
    await judging.send(batchOf(part), { crash: happens === 'crash', events });
    if (happens === 'crash' || happens === 'repeat') await judging.send(batchOf(part), { events });
    if (happens === 'restart') judging.restart();
  }
  return judging;
}

/** What is stored when all comes at once, in order of time. */
export async function wholePass(
  directory: QualityDirectory,
  sent: readonly Sent[],
  events: readonly DeviceServiceEvent[] = [],
): Promise<readonly StoredReading[]> {
  const judging = new Judging(directory);
  await judging.send(batchOf(sent.toSorted((a, b) => a.t - b.t)), { events });
  return judging.stored();
}
