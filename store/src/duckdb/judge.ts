import type { ReadingBatch } from '@banyu/contracts';
import type { Conflict, RefusedRow } from '../outcome.ts';
import { refusalOf, sameValue } from '../refusal.ts';
import { hourOf, type KnownSeries, NO_TIME, newestInHour, raiseNewest, type Sensor } from './known-series.ts';

/** For each row of a batch whether its sensor and time are stored, and with which value; NaN for "no value". */
export interface StoredValues {
  readonly isStored: Uint8Array;
  readonly value: Float64Array;
}

/** What is to be done with a batch. The sensors' newest times and the dirty hours already count it as done. */
export interface Judgement {
  /** The first `accepted` of these rows are new. */
  readonly rows: Uint32Array;
  readonly accepted: number;
  /** For each series of the batch its newest accepted row that is newer than its latest reading; -1: none. */
  readonly latestRow: Int32Array;
  /** Hours that became dirty. */
  readonly dirtied: readonly DirtyHour[];
  readonly duplicates: number;
  readonly conflicts: readonly Conflict[];
  readonly refused: readonly RefusedRow[];
}

export interface DirtyHour {
  readonly series: KnownSeries;
  readonly hour: number;
}

/** Rows that may be stored already, and hours of which it must be asked first. */
export interface Doubts {
  /** Rows not newer than the newest of their hour. */
  readonly rows: readonly number[];
  readonly hours: readonly { readonly sensor: Sensor; readonly hour: number }[];
}

/** Which rows cannot be told new from memory. `series[i]` is what is known of the batch's series i. */
export function doubtsOf(batch: ReadingBatch, series: readonly KnownSeries[], sealedBefore: number): Doubts {
  const rows: number[] = [];
  const hours: { sensor: Sensor; hour: number }[] = [];
  const asked = new Map<Sensor, Set<number>>();
  for (let row = 0; row < batch.length; row++) {
    const t = batch.t[row] as number;
    const sensor = series[batch.seriesIndex[row] as number]?.sensor;
    if (sensor === undefined || !(t <= sensor.newest)) continue;
    if (refusalOf(batch, row, sealedBefore) !== undefined) continue;
    const hour = hourOf(t);
    const newest = newestInHour(sensor, hour);
    if (newest === undefined) {
      const askedOfSensor = asked.get(sensor) ?? new Set();
      asked.set(sensor, askedOfSensor);
      if (!askedOfSensor.has(hour)) hours.push({ sensor, hour });
      askedOfSensor.add(hour);
    } else if (t <= newest) rows.push(row);
  }
  return { rows, hours };
}

/**
 * Judges each row in its order. Every doubt must be settled: all hours that occur are known, and `storedValues`
 * tells of each row whose sensor and time are stored; undefined when none can be.
 */
export function judge(
  batch: ReadingBatch,
  series: readonly KnownSeries[],
  sealedBefore: number,
  storedValues: StoredValues | undefined,
): Judgement {
  const rows = new Uint32Array(batch.length);
  const latestRow = new Int32Array(series.length).fill(-1);
  const latestTime = Float64Array.from(series, ({ latest }) => latest?.t ?? NO_TIME);
  const dirtied: DirtyHour[] = [];
  const conflicts: Conflict[] = [];
  const refused: RefusedRow[] = [];
  let accepted = 0;
  let duplicates = 0;
  /** Values accepted from this batch, kept once a row comes that is not newer than those before it. */
  let inBatch: Map<Sensor, Map<number, number>> | undefined;

  for (let row = 0; row < batch.length; row++) {
    const reason = refusalOf(batch, row, sealedBefore);
    if (reason !== undefined) {
      refused.push({ row, reason });
      continue;
    }
    const index = batch.seriesIndex[row] as number;
    const known = series[index] as KnownSeries;
    const { sensor } = known;
    const t = batch.t[row] as number;
    const value = batch.value[row] as number;
    const hour = hourOf(t);

    let storedValue = storedValues?.isStored[row] === 1 ? storedValues.value[row] : undefined;
    const isNewest = t > (newestInHour(sensor, hour) ?? NO_TIME);
    if (storedValue === undefined && !isNewest) {
      inBatch ??= valuesBySensor(batch, series, rows.subarray(0, accepted));
      storedValue = inBatch.get(sensor)?.get(t);
    }
    if (storedValue !== undefined) {
      if (sameValue(storedValue, value)) duplicates++;
      else conflicts.push({ row, storedValue });
      continue;
    }

    rows[accepted++] = row;
    if (isNewest) raiseNewest(sensor, hour, t);
    if (inBatch !== undefined) noteValue(inBatch, sensor, t, value);
    if (t > (latestTime[index] as number)) {
      latestTime[index] = t;
      latestRow[index] = row;
    }
    if (hour !== known.lastDirtyHour) {
      known.lastDirtyHour = hour;
      if (!known.dirtyHours.has(hour)) {
        known.dirtyHours.add(hour);
        dirtied.push({ series: known, hour });
      }
    }
  }
  return { rows, accepted, latestRow, dirtied, duplicates, conflicts, refused };
}

function valuesBySensor(
  batch: ReadingBatch,
  series: readonly KnownSeries[],
  rows: Uint32Array,
): Map<Sensor, Map<number, number>> {
  const values = new Map<Sensor, Map<number, number>>();
  for (const row of rows) {
    const { sensor } = series[batch.seriesIndex[row] as number] as KnownSeries;
    noteValue(values, sensor, batch.t[row] as number, batch.value[row] as number);
  }
  return values;
}

function noteValue(values: Map<Sensor, Map<number, number>>, sensor: Sensor, t: number, value: number): void {
  let ofSensor = values.get(sensor);
  if (ofSensor === undefined) {
    ofSensor = new Map();
    values.set(sensor, ofSensor);
  }
  ofSensor.set(t, value);
}
