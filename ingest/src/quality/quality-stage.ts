import type { ReadingBatch, SeriesKey } from '@banyu/contracts';
import type { Store } from '@banyu/store';
import { ReadingColumns } from '../columns.ts';
import { checkSamples, WorkList } from './check-samples.ts';
import { groupRows } from './series/row-groups.ts';
import { SeriesLibrary } from './series/series-library.ts';
import { lastReached } from './series/series-memory.ts';
import { readSurroundings, type SurroundingsQuery } from './series/surroundings.ts';
import { type Piece, SeriesRows, stretchAt } from './series-rows.ts';
import { type DeviceServiceEvent, type KeptServiceEvents, ServiceBook } from './service/service-book.ts';
import type { QualityDirectory } from './settings/quality-directory.ts';

/** What the stage asks of the store. */
export type QualityStore = Pick<Store, 'spans' | 'coverage'>;

/** Asks until there is an answer; undefined when that was given up, as the process ends. */
export type Ask = <T>(question: () => Promise<T>) => Promise<T | undefined>;

export interface QualityStageOptions {
  readonly store: QualityStore;
  readonly directory: QualityDirectory;
  readonly keptEvents: KeptServiceEvents;
  readonly ask: Ask;
}

/** `completed`: stored readings that say something else now; `aborted`: the store was not asked to the end. */
export type Judged = { readonly completed: ReadingBatch | undefined } | 'aborted';

/** A time of which the service of a device was announced to be other than before, both inside. */
export interface Announced {
  readonly plant: string;
  readonly device: string;
  readonly from: number;
  readonly to: number;
}

/** As `Judged`, and what the readings said before, by row. */
export type Rechecked =
  | {
      readonly completed: ReadingBatch | undefined;
      readonly before: readonly { readonly flag: number; readonly tests: number }[];
    }
  | 'aborted';

/** Series, and from when to when their flags are to be found again, both inside. */
export interface Recheck {
  readonly series: SeriesKey;
  readonly from: number;
  readonly to: number;
}

/** After every time a store takes, Unix ms. */
const END_OF_TIME = 9_223_372_036_855;

/** Series whose surroundings are asked for at once. */
const QUERIES_AT_ONCE = 256;
/** A device's sensor settles after service for a day at most. */
const RECOVERY_LIMIT_MS = 86_400_000;

/**
 * Gives readings their flags, in the stream: each is tested among its neighbours in time, whatever the order it came in. What
 * it knows of a series is what the store holds, so of each device one batch at a time must pass through `announce`,
 * `judge`, the store's `write` and `reflag`, and `settle`.
 */
export class QualityStage {
  readonly #options: QualityStageOptions;
  readonly #service: ServiceBook;
  readonly #library: SeriesLibrary;

  constructor(options: QualityStageOptions) {
    this.#options = options;
    this.#service = new ServiceBook(options.keptEvents);
    this.#library = new SeriesLibrary(options.directory, this.#service);
  }

  /** Forgets what it knows of the series: to be called when it is not sure what became of a batch. */
  forget(): void {
    this.#library.forget();
  }

  /**
   * Fills the batch's columns `flag`, `tests` and `settingsVersion`, and gives the stored readings whose flags are
   * other ones now; `aborted` when the store was not asked to the end.
   */
  async judge(batch: ReadingBatch): Promise<Judged> {
    this.#library.refresh();
    const groups = groupRows(batch, (key, rows) => new SeriesRows(this.#library.of(key), batch, rows));
    const unsure = groups.filter((group) => !group.goesOn());
    if (unsure.length > 0) {
      if (!(await this.#know(unsure.flatMap((group) => group.pieces())))) return 'aborted';
      // What was learnt may have put another stretch in the place of the one that was there.
      for (const group of groups) group.goesOn();
    }

    const works = new WorkList();
    for (const group of groups) group.judge(works);
    checkSamples(works);
    for (const group of groups) group.fill();
    const { completed } = collect(works);
    for (const { memory, oldest } of groups) memory.trim(oldest);
    return { completed };
  }

  /** Takes note of what devices announce, before the batch that it came with is judged; for `settle`. */
  announce(events: readonly DeviceServiceEvent[]): Announced[] {
    const announced: Announced[] = [];
    const devices = Map.groupBy(events, ({ plant, device }) => `${plant}/${device}`);
    for (const ofDevice of devices.values()) {
      const [{ plant, device }] = ofDevice as [DeviceServiceEvent];
      const changed = this.#service.add(plant, device, ofDevice);
      if (changed === undefined) continue;
      this.#library.forgetDevice(plant, device);
      const from = Math.min(changed.from, END_OF_TIME);
      const to = Math.min(changed.to + RECOVERY_LIMIT_MS, END_OF_TIME);
      announced.push({ plant, device, from, to });
    }
    return announced;
  }

  /**
   * After a batch was written: finds again the flags of stored readings that were judged beside rows which the store did
   * not take, and of those that lie in a service that was announced with it.
   */
  async settle({
    announced = [],
    notStored = [],
  }: {
    readonly announced?: readonly Announced[];
    /** Readings that were judged as new and are not stored. */
    readonly notStored?: readonly { readonly series: SeriesKey; readonly t: number }[];
  }): Promise<Judged> {
    const rechecks: Recheck[] = [];
    for (const [series, readings] of Map.groupBy(notStored, ({ series: key }) => key)) {
      const times = readings.map(({ t }) => t);
      rechecks.push({ series, from: Math.min(...times), to: Math.max(...times) });
    }
    const { store, ask } = this.#options;
    for (const { plant, device, from, to } of announced) {
      const held = await ask(() => store.coverage({ plant, device, from, to }));
      if (held === undefined) return 'aborted';
      for (const { point, parameter, first, last } of held) {
        rechecks.push({ series: { plant, point, device, parameter }, from: first, to: last });
      }
    }
    return rechecks.length === 0 ? { completed: undefined } : this.recheck(rechecks);
  }

  /**
   * Finds the flags of stored readings again from what is stored, and gives those that are other ones: also of readings
   * before and after, on which these have a bearing, but none outside `within`, both inside.
   */
  async recheck(
    rechecks: readonly Recheck[],
    within = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
  ): Promise<Rechecked> {
    this.#library.refresh();
    const pieces = rechecks.map(({ series, from, to }) => {
      const memory = this.#library.of(series);
      // A contradiction that must last may have begun so long before, among flags that are found again as well.
      return { memory, from: Math.max(0, from - memory.holdMs), to };
    });
    // What is in memory may be what the store does not have.
    for (const { memory } of pieces) memory.stretches = [];
    if (!(await this.#know(pieces))) return 'aborted';

    const works = new WorkList();
    for (const { memory, from, to } of pieces) {
      const stretch = stretchAt(memory, from);
      const begin = Math.max(stretch.begin, stretch.indexOf(from) - 1);
      const last = stretch.indexOf(to + 1) - 1;
      works.of(memory, stretch).judge(begin, lastReached(stretch, last, to, memory.judge.reach) + 1);
    }
    checkSamples(works);
    const found = collect(works, within);
    for (const { memory } of pieces) memory.stretches = [];
    return found;
  }

  /** The version of the settings that judge a reading of that series and time. */
  settingsVersionAt(series: SeriesKey, t: number): number {
    return this.#library.of(series).judge.settingsAt(t).version;
  }

  /** Sees to it that all is known that judging these times looks at; false when the store was not asked to the end. */
  async #know(pieces: readonly Piece[]): Promise<boolean> {
    if (!(await this.#learn(pieces))) return false;
    // The point before is judged as well; before the newest ones only its spike is, which looks no further.
    const late = pieces
      .filter(({ memory, from }) => !memory.isNewest(from))
      .map(({ memory, from, to }) => ({ memory, from: memory.reach(from, to).from, to }));
    if (!(await this.#learn(late))) return false;
    const linked = pieces.flatMap(({ memory, from, to }) => {
      const range = memory.linked.length === 0 ? undefined : memory.reach(from, to);
      if (range === undefined) return [];
      return memory.linked.map((parameter) => ({ memory: memory.device.of(parameter), ...range }));
    });
    return this.#learn(linked);
  }

  async #learn(pieces: readonly Piece[]): Promise<boolean> {
    const { store, ask } = this.#options;
    const unknown = pieces.filter(({ memory, from, to }) => memory.find(from, to) === undefined);
    for (let at = 0; at < unknown.length; at += QUERIES_AT_ONCE) {
      const some = unknown
        .slice(at, at + QUERIES_AT_ONCE)
        .filter(({ memory, from, to }) => memory.find(from, to) === undefined);
      const queries = some.map(
        ({ memory, from, to }): SurroundingsQuery => ({
          series: memory.key,
          from: Math.max(0, from - memory.holdMs),
          to: to + memory.holdMs,
          reach: memory.judge.reach,
        }),
      );
      const answers = await readSurroundings(queries, (spans) => ask(() => store.spans(spans)));
      if (answers === undefined) return false;
      for (const [i, answer] of answers.entries()) some[i]?.memory.learn(answer);
    }
    return true;
  }
}

/** The stored readings within that time, both inside, that say something else now, and what they said before. */
function collect(
  works: WorkList,
  { from, to } = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
): Exclude<Rechecked, 'aborted'> {
  let columns: ReadingColumns | undefined;
  const before: { readonly flag: number; readonly tests: number }[] = [];
  for (const work of works.all()) {
    const changed = work.changed();
    if (changed.length === 0) continue;
    const { memory, stretch } = work;
    const slot = { key: memory.key, columns: undefined, index: 0 };
    for (const { i, was } of changed) {
      const t = stretch.t[i] as number;
      if (t < from || t > to) continue;
      columns ??= new ReadingColumns();
      const row = columns.length;
      columns.add(slot, t, stretch.value[i] as number, stretch.receivedAt(i));
      const view = columns.view();
      view.flag[row] = stretch.flag[i] as number;
      view.tests[row] = stretch.tests[i] as number;
      view.settingsVersion[row] = memory.judge.settingsAt(t).version;
      before.push(was);
    }
  }
  return { completed: columns?.view(), before };
}
