import {
  type ApiLiveReading,
  type ApiLiveReadings,
  type Flag,
  type ReadingBatch,
  type SeriesKey,
  seriesName,
  testsFromBits,
} from '@banyu/contracts';
import { valueOrNull } from './api-reading.ts';

/** What a client of the live feed wants to see; an empty set means all. */
export interface LiveFilter {
  readonly plants: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
}

/** What some batches hold for a filter: one event a plant. */
export interface LiveWindow {
  readonly events: readonly ApiLiveReadings[];
  readonly readings: number;
  readonly thinned: boolean;
}

/** A reading, as a row of a batch. */
interface Row {
  readonly batch: ReadingBatch;
  readonly row: number;
}

/**
 * The readings of the batches that pass the filter, in order; when they are more than `maxReadings`, only the
 * newest of each series. `incomplete` says that older batches are missing already.
 */
export function liveWindow(
  batches: readonly ReadingBatch[],
  filter: LiveFilter,
  options: { readonly maxReadings: number; readonly incomplete: boolean },
): LiveWindow {
  const wanted = batches.map((batch) => wantedRows(batch, filter));
  const total = wanted.reduce((sum, { count }) => sum + count, 0);
  const tooMany = total > options.maxReadings;
  const rows = tooMany ? newestRows(batches, wanted) : allRows(batches, wanted);
  const thinned = tooMany || (options.incomplete && total > 0);

  const byPlant = new Map<string, ApiLiveReading[]>();
  for (const row of rows) {
    const reading = readingOf(row);
    const readings = byPlant.get(reading.plant);
    if (readings === undefined) byPlant.set(reading.plant, [reading]);
    else readings.push(reading);
  }
  const events = [...byPlant].map(([plant, readings]) => ({
    plant,
    readings,
    ...(thinned && { thinned: true as const }),
  }));
  return { events, readings: rows.length, thinned };
}

interface Wanted {
  /** By series of the batch: 1 where the filter lets it pass. */
  readonly series: Uint8Array;
  /** Rows that pass. */
  readonly count: number;
}

function wantedRows(batch: ReadingBatch, filter: LiveFilter): Wanted {
  const series = Uint8Array.from(batch.series, (key) => (passes(filter, key) ? 1 : 0));
  let count = 0;
  for (let row = 0; row < batch.length; row++) count += series[batch.seriesIndex[row] ?? -1] ?? 0;
  return { series, count };
}

function passes(filter: LiveFilter, key: SeriesKey): boolean {
  return (
    (filter.plants.size === 0 || filter.plants.has(key.plant)) &&
    (filter.parameters.size === 0 || filter.parameters.has(key.parameter))
  );
}

function allRows(batches: readonly ReadingBatch[], wanted: readonly Wanted[]): Row[] {
  const rows: Row[] = [];
  for (const [i, batch] of batches.entries()) {
    const series = wanted[i]?.series;
    if (wanted[i]?.count === 0 || series === undefined) continue;
    for (let row = 0; row < batch.length; row++) {
      if (series[batch.seriesIndex[row] ?? -1] === 1) rows.push({ batch, row });
    }
  }
  return rows;
}

/** The row with the latest measurement time of each series; of equal times the one that came last. */
function newestRows(batches: readonly ReadingBatch[], wanted: readonly Wanted[]): Row[] {
  const newest = new Map<string, Row>();
  for (const [i, batch] of batches.entries()) {
    const series = wanted[i]?.series;
    if (wanted[i]?.count === 0 || series === undefined) continue;
    const inBatch = new Int32Array(batch.series.length).fill(-1);
    for (let row = 0; row < batch.length; row++) {
      const index = batch.seriesIndex[row] ?? -1;
      if (series[index] !== 1) continue;
      const best = inBatch[index] ?? -1;
      if (best === -1 || timeOf(batch, row) >= timeOf(batch, best)) inBatch[index] = row;
    }
    for (const [index, key] of batch.series.entries()) {
      const row = inBatch[index] ?? -1;
      if (row === -1) continue;
      const name = seriesName(key);
      const best = newest.get(name);
      if (best === undefined || timeOf(batch, row) >= timeOf(best.batch, best.row))
        newest.set(name, { batch, row });
    }
  }
  return [...newest.values()];
}

function timeOf(batch: ReadingBatch, row: number): number {
  return batch.t[row] ?? Number.NEGATIVE_INFINITY;
}

function readingOf({ batch, row }: Row): ApiLiveReading {
  const key = batch.series[batch.seriesIndex[row] ?? -1];
  if (key === undefined)
    throw new RangeError(`row ${row} of a batch names a series that the batch does not have`);
  return {
    plant: key.plant,
    point: key.point,
    device: key.device,
    parameter: key.parameter,
    t: timeOf(batch, row),
    value: valueOrNull(batch.value[row] ?? Number.NaN),
    // Columns hold numbers; ingest writes no other than a flag's.
    flag: (batch.flag[row] ?? 2) as Flag,
    tests: testsFromBits(batch.tests[row] ?? 0),
    settingsVersion: batch.settingsVersion[row] ?? 0,
    receivedAt: batch.receivedAt[row] ?? 0,
    ...(batch.completed && { completed: true as const }),
  };
}
