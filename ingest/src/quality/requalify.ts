import type { Flag, ReadingBatch, SeriesKey } from '@banyu/contracts';
import type { Coverage, SeriesFilter, SpanQuery, SpanReadings, Store, TimeRange } from '@banyu/store';
import { ReadingColumns } from '../columns.ts';
import type { Ask, QualityStage } from './quality-stage.ts';

/** Stored readings to be judged again: from ≤ t < to, Unix ms. What is left out of the filter is all. */
export interface RequalifyQuery extends SeriesFilter, TimeRange {
  /** Nothing is changed: only what would be is counted. */
  readonly dryRun: boolean;
}

/** Readings of a parameter that said one thing and say another; `tests` are bits. */
export interface FlagChange {
  readonly parameter: string;
  readonly before: { readonly flag: Flag; readonly tests: number };
  readonly after: { readonly flag: Flag; readonly tests: number };
  readonly readings: number;
}

/** What came of it. */
export interface Requalified {
  /** Readings that were judged again. */
  readonly readings: number;
  /** The most readings first; of that time, but also of parameters that are checked against those asked for. */
  readonly changes: readonly FlagChange[];
  /** Readings whose flag stays, but which were judged by settings of another version. */
  readonly restamped: number;
}

export interface RequalifyPorts {
  readonly stage: Pick<QualityStage, 'recheck' | 'settingsVersionAt' | 'forget'>;
  readonly store: Pick<Store, 'coverage' | 'spans'>;
  readonly ask: Ask;
  /** Gives readings their flags; false when that was given up, as the process ends. */
  readonly reflag: (batch: ReadingBatch) => Promise<boolean>;
  /** Told of readings that say something else now. */
  readonly onChanged: (batch: ReadingBatch) => void;
  /** Works while nobody else judges readings of the device. */
  readonly turn: (device: string, work: () => Promise<void>) => Promise<void>;
  readonly onProgress: (done: number, all: number) => void;
  /** Readings that are judged at a time: the stream of their device waits so long. Default: 20,000. */
  readonly readingsAtOnce?: number;
}

const READINGS_AT_ONCE = 20_000;
/** The flags on both sides of a piece do not depend on where it is cut; only the work done twice does. */
const SHORTEST_PIECE_MS = 60_000;

/**
 * Judges stored readings again by the settings and service windows that hold now, as the stream would; only flags, tests
 * and settings versions change, never a value. Undefined when it was given up, as the process ends: what was done until
 * then stays, and doing it again does the rest.
 */
export async function requalify(
  { dryRun, ...query }: RequalifyQuery,
  ports: RequalifyPorts,
): Promise<Requalified | undefined> {
  const { store, ask, readingsAtOnce = READINGS_AT_ONCE } = ports;
  const held = await ask(() => store.coverage(query));
  if (held === undefined) return undefined;
  const all = held.reduce((sum, { total }) => sum + total, 0);
  const outcome = new Outcome();
  const devices = Map.groupBy(held, ({ plant, point, device }) => `${plant}/${point}/${device}`);
  for (const series of devices.values()) {
    for (const piece of piecesOf(series, readingsAtOnce)) {
      let isDone = false;
      await ports.turn(piece.device, async () => {
        isDone = await judgePiece(piece, dryRun, outcome, ports);
      });
      if (!isDone) return undefined;
      ports.onProgress(Math.min(outcome.readings, all), all);
    }
  }
  return outcome.counted();
}

/** Some time of all series of a device at one place; both ends inside. */
interface Piece {
  readonly device: string;
  readonly from: number;
  readonly to: number;
  readonly series: readonly SeriesKey[];
}

function* piecesOf(held: readonly Coverage[], readingsAtOnce: number): Generator<Piece> {
  const first = Math.min(...held.map((each) => each.first));
  const last = Math.max(...held.map((each) => each.last));
  const total = held.reduce((sum, each) => sum + each.total, 0);
  const pieces = Math.max(1, Math.ceil(total / readingsAtOnce));
  const lengthMs = Math.max(SHORTEST_PIECE_MS, Math.ceil((last - first + 1) / pieces));
  for (let from = first; from <= last; from += lengthMs) {
    const to = Math.min(last, from + lengthMs - 1);
    const series = held
      .filter((each) => each.first <= to && each.last >= from)
      .map(({ plant, point, device, parameter }) => ({ plant, point, device, parameter }));
    yield { device: held[0]?.device ?? '', from, to, series };
  }
}

/** False when it was given up. */
async function judgePiece(
  { series, from, to }: Piece,
  dryRun: boolean,
  outcome: Outcome,
  { stage, store, ask, reflag, onChanged }: RequalifyPorts,
): Promise<boolean> {
  if (series.length === 0) return true;
  try {
    const rechecks = series.map((key) => ({ series: key, from, to }));
    const rechecked = await stage.recheck(rechecks, { from, to });
    if (rechecked === 'aborted') return false;
    const { completed, before } = rechecked;
    if (completed !== undefined) {
      if (!dryRun && !(await reflag(completed))) return false;
      outcome.add(completed, before);
      if (!dryRun) onChanged(completed);
    }
    const spans = await ask(() => store.spans(series.map((key) => allOf(key, from, to))));
    if (spans === undefined) return false;
    const restamped = otherVersions(series, spans, completed, stage);
    outcome.readings += spans.reduce((sum, { length }) => sum + length, 0);
    outcome.restamped += restamped.length;
    return dryRun || restamped.length === 0 || (await reflag(restamped));
  } catch (error) {
    // Nobody is sure of what the store holds of this piece.
    stage.forget();
    throw error;
  }
}

function allOf(series: SeriesKey, from: number, to: number): SpanQuery {
  return { series, from, to: to + 1, limit: Number.MAX_SAFE_INTEGER, end: 'oldest' };
}

/** The readings whose flags stay, judged by other settings than they were; without those in `changed`. */
function otherVersions(
  series: Piece['series'],
  spans: readonly SpanReadings[],
  changed: ReadingBatch | undefined,
  stage: RequalifyPorts['stage'],
): ReadingBatch {
  const hasChanged = new Set<string>();
  for (let row = 0; row < (changed?.length ?? 0); row += 1) {
    const parameter = changed?.series[changed.seriesIndex[row] ?? -1]?.parameter;
    hasChanged.add(`${parameter} ${changed?.t[row]}`);
  }
  const columns = new ReadingColumns();
  for (const [i, span] of spans.entries()) {
    const key = series[i];
    if (key === undefined) continue;
    const slot = { key, columns: undefined, index: 0 };
    for (let j = 0; j < span.length; j += 1) {
      const t = span.t[j] as number;
      const version = stage.settingsVersionAt(key, t);
      if (span.settingsVersion[j] === version || hasChanged.has(`${key.parameter} ${t}`)) continue;
      const row = columns.length;
      columns.add(slot, t, span.value[j] as number, span.receivedAt[j] as number);
      const view = columns.view();
      view.flag[row] = span.flag[j] as number;
      view.tests[row] = span.tests[j] as number;
      view.settingsVersion[row] = version;
    }
  }
  return columns.view();
}

/** Counts what changes. */
class Outcome {
  readings = 0;
  restamped = 0;
  readonly #changes = new Map<string, { change: Omit<FlagChange, 'readings'>; readings: number }>();

  add(batch: ReadingBatch, before: readonly { readonly flag: number; readonly tests: number }[]): void {
    for (let row = 0; row < batch.length; row += 1) {
      const parameter = batch.series[batch.seriesIndex[row] as number]?.parameter ?? '';
      const was = before[row] ?? { flag: 0, tests: 0 };
      const is = { flag: batch.flag[row] as Flag, tests: batch.tests[row] as number };
      const name = `${parameter} ${was.flag} ${was.tests} ${is.flag} ${is.tests}`;
      const known = this.#changes.get(name);
      if (known !== undefined) {
        known.readings += 1;
        continue;
      }
      const change = { parameter, before: { flag: was.flag as Flag, tests: was.tests }, after: is };
      this.#changes.set(name, { change, readings: 1 });
    }
  }

  counted(): Requalified {
    return {
      readings: this.readings,
      changes: [...this.#changes.values()]
        .map(({ change, readings }) => ({ ...change, readings }))
        .sort((a, b) => b.readings - a.readings),
      restamped: this.restamped,
    };
  }
}
