import type { ReadingBatch, SeriesKey } from '@banyu/contracts';
import type { SpanQuery, SpanReadings, Store } from '@banyu/store';
import type { PlantFindingTable } from '../../state/plant-findings.ts';
import type { PlantHourTable } from '../../state/plant-hours.ts';
import type { Ask } from '../quality-stage.ts';
import type { QualityDirectory } from '../settings/quality-directory.ts';
import { checkDay } from './check-day.ts';
import { type Candidate, candidateAt, compared, lookBackHours } from './compared.ts';
import { type Day, dayAt } from './days.ts';
import { HOUR_MS, hourlyMeans } from './hourly-means.ts';
import type { PlantFinding } from './plant-finding.ts';
import { PLANT_TESTS } from './plant-marks.ts';
import { marksOf, nameOf, remarked } from './remark.ts';

export interface PlantChecksPorts {
  readonly hours: PlantHourTable;
  readonly findings: PlantFindingTable;
  readonly store: Pick<Store, 'coverage' | 'spans'>;
  readonly directory: QualityDirectory;
  readonly ask: Ask;
  /** Gives readings their flags; false when that was given up, as the process ends. */
  readonly reflag: (batch: ReadingBatch) => Promise<boolean>;
  /** Told of readings that say something else now. */
  readonly onChanged: (batch: ReadingBatch) => void;
  /** Works while nobody else judges readings of the device. */
  readonly turn: (device: string, work: () => Promise<void>) => Promise<void>;
  /** Unix ms. */
  readonly clock: () => number;
}

/** As far as a removal looks back. */
const DAYS_AFTER = 7;

/**
 * Compares the devices of plants with each other, in rounds beside the stream. In the stream it could not be: the other side of a
 * comparison may come a day later. So the stream and a requalification judge each series as if this did not exist
 * (`withoutPlantMarks`) and note which hours have other readings now; a round reads those days as they are stored, finds
 * what contradicts what, and gives the flags. What it finds of a day is a function of the stored readings and the
 * settings alone: after a round, order, cut and lateness of what came before it have left no trace.
 */
export class PlantChecks {
  readonly #ports: PlantChecksPorts;
  #working: Promise<boolean> = Promise.resolve(true);

  constructor(ports: PlantChecksPorts) {
    this.#ports = ports;
  }

  /**
   * Compares what changed since the round before, one round at a time; false when it was given up, as the process ends.
   * Rejects when something fails: what was not done is done by the next round.
   */
  round(): Promise<boolean> {
    this.#working = this.#working.catch(() => true).then(() => this.#round());
    return this.#working;
  }

  /** Resolves when no round is at work. */
  async ended(): Promise<void> {
    await this.#working.catch(() => undefined);
  }

  async #round(): Promise<boolean> {
    const { hours, clock } = this.#ports;
    const now = clock();
    try {
      for (const plant of hours.plants()) if (!(await this.#compare(plant, now))) return false;
      return true;
    } catch (error) {
      // What was taken is still on disk.
      hours.reload();
      throw error;
    }
  }

  async #compare(plant: string, now: number): Promise<boolean> {
    const { hours, store, directory, ask } = this.#ports;
    const timeZone = directory.timeZone(plant);
    const days = new Map<number, Day>();
    const over: number[] = [];
    for (const hour of hours.hours(plant)) {
      // Where a day does not begin with an hour of UTC, an hour has part in two.
      const parts = [dayAt(hour, timeZone), dayAt(hour + HOUR_MS - 1, timeZone)];
      for (const day of parts) if (day.begin < now) days.set(day.begin, day);
      if (parts.every(({ end }) => end <= now)) over.push(hour);
    }
    hours.take(plant, over);
    const after = new Map<number, Day>();
    for (const day of days.values()) {
      const found = await ask(() =>
        store.coverage({ plant, from: day.begin, to: day.end + DAYS_AFTER * 24 * HOUR_MS }),
      );
      if (found === undefined) return false;
      const checks = found.flatMap((key) =>
        directory.settings(key).flatMap(({ settings }) => settings.plantChecks),
      );
      // What came in that day leaves in one of these.
      const until = day.end + lookBackHours(checks) * HOUR_MS;
      for (let next = dayAt(day.end, timeZone); next.begin < until && next.end <= now; ) {
        after.set(next.begin, next);
        next = dayAt(next.end, timeZone);
      }
    }
    const all = [...new Map([...after, ...days]).values()].sort((a, b) => a.begin - b.begin);
    for (const day of all) if (!(await this.#compareDay(plant, day, now))) return false;
    hours.done(plant, over);
    return true;
  }

  async #compareDay(plant: string, day: Day, now: number): Promise<boolean> {
    const { store, directory, findings, ask } = this.#ports;
    const held = await ask(() => store.coverage({ plant, from: day.begin, to: day.end }));
    if (held === undefined) return false;
    const isOver = day.end <= now;
    const candidates = held.map(({ point, device, parameter }) => {
      const candidate = candidateAt({ plant, point, device, parameter }, day.begin, directory);
      // Balances are for whole days; of one that goes on, only who has a neighbour need be read.
      const checks = candidate.checks.filter(({ check }) => isOver || check === 'neighbour');
      return { ...candidate, checks };
    });
    const wanted = compared(candidates);
    const before = findings.ofDays(plant, day.begin, day.end).map(({ finding }) => finding);
    if (wanted.length === 0 && before.length === 0) return true;
    const from = day.begin - lookBackHours(wanted.flatMap(({ checks }) => checks)) * HOUR_MS;
    const spans = await this.#read(wanted, { from, to: day.end });
    if (spans === undefined) return false;
    const series = wanted.map(({ key, checks, intervalSeconds }, i) => ({
      key,
      checks,
      hours: hourlyMeans(spans[i] as SpanReadings, day.begin, intervalSeconds),
    }));
    const hoursOver = Math.floor((Math.min(day.end, now) - day.begin) / HOUR_MS);
    const found = checkDay(series, { begin: day.begin, hours: hoursOver, isOver });

    const touched = new Map<string, SeriesKey>();
    for (const [i, { key }] of wanted.entries()) if (isMarked(spans[i])) touched.set(nameOf(key), key);
    let since = from;
    for (const { parameter, side, other } of [...before, ...found]) {
      for (const { point, device, marked } of [side, other]) {
        const key = { plant, point, device, parameter };
        if (marked === undefined) continue;
        touched.set(nameOf(key), key);
        since = Math.min(since, marked.from);
      }
    }
    if (!(await this.#mark(plant, day, found, [...touched.values()], since))) return false;
    findings.replace(plant, day, found);
    return true;
  }

  /** Gives the readings of these series, from then to the end of the day, what findings of it and of other days say. */
  async #mark(
    plant: string,
    day: Day,
    found: readonly PlantFinding[],
    touched: readonly SeriesKey[],
    from: number,
  ): Promise<boolean> {
    const { findings, turn, reflag, onChanged } = this.#ports;
    // A finding marks readings as old as a removal looks back.
    const others = findings
      .ofDays(plant, from - 25 * HOUR_MS, day.end + DAYS_AFTER * 24 * HOUR_MS)
      .filter(({ day: begin }) => begin < day.begin || begin >= day.end)
      .map(({ finding }) => finding);
    const marks = marksOf([...others, ...found]);
    for (const key of touched) {
      let isDone = false;
      await turn(key.device, async () => {
        const spans = await this.#read([{ key }], { from, to: day.end });
        const batch = spans?.[0] === undefined ? undefined : remarked(key, spans[0], marks);
        isDone = spans !== undefined && (batch === undefined || (await reflag(batch)));
        if (isDone && batch !== undefined) onChanged(batch);
      });
      if (!isDone) return false;
    }
    return true;
  }

  #read(
    series: readonly Pick<Candidate, 'key'>[],
    range: { readonly from: number; readonly to: number },
  ): Promise<readonly SpanReadings[] | undefined> {
    const queries = series.map(
      ({ key }): SpanQuery => ({ series: key, ...range, limit: Number.MAX_SAFE_INTEGER, end: 'oldest' }),
    );
    return this.#ports.ask(() => this.#ports.store.spans(queries));
  }
}

function isMarked(span: SpanReadings | undefined): boolean {
  return span?.tests.some((tests) => (tests & PLANT_TESTS) !== 0) ?? false;
}
