import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InvalidInputError, type ReadingBatch, UnavailableError } from '@banyu/contracts';
import { type Coverage, readReadingsFile, type Store } from '@banyu/store';

/** Where the readings of a store that keeps them elsewhere lie in a backup: one Parquet file a plant. */
export const READINGS_FOLDER = 'readings';

/** All that a store can hold, Unix ms. */
const EVER = { from: 0, to: Date.UTC(2200, 0) };

/** More readings than this take hours out of a store and into one: such a store is copied by its own means. */
export const MAX_READINGS = 200e6;

/** A store that does not take readings is tried so often before a restore is given up. */
const TRIES = 10;
const RETRY_AFTER_MS = 3_000;

/** Told how many readings of all are done. */
export type OnReadings = (done: number, all: number) => void;

/**
 * Writes every raw reading of a store into files of a directory, plant by plant. Throws InvalidInputError when there are
 * too many, UnavailableError when the store does not answer.
 */
export async function exportReadings(
  store: Pick<Store, 'coverage' | 'export'>,
  directory: string,
  onReadings: OnReadings,
): Promise<void> {
  const readings = totalsByPlant(await store.coverage(EVER));
  const all = [...readings.values()].reduce((sum, total) => sum + total, 0);
  if (all > MAX_READINGS) {
    throw new InvalidInputError(
      `The store holds ${all} readings, ${MAX_READINGS} can be copied at most: run it with --without-readings, ` +
        'and make a backup of InfluxDB by its own means afterwards.',
    );
  }
  const folder = join(directory, READINGS_FOLDER);
  await mkdir(folder, { mode: 0o700 });
  let done = 0;
  for (const [i, [plant, total]] of [...readings].entries()) {
    await store.export({ ...EVER, plant, format: 'parquet', path: join(folder, `${i + 1}.parquet`) });
    done += total;
    onReadings(done, all);
  }
}

/** What became of readings that were written into a store. */
export interface RestoredReadings {
  readonly stored: number;
  /** Those that were there before. */
  readonly duplicates: number;
  /** Those in whose place the store holds another value, which stays. */
  readonly conflicts: number;
  /** Those that the store cannot take, and why the first one. */
  readonly refused: number;
  readonly reason: string | undefined;
}

/**
 * Writes the readings of a backup's files into a store; again, when it was broken off, with the same result. Throws
 * UnavailableError when the store takes none for half a minute.
 */
export async function importReadings(
  store: Pick<Store, 'write'>,
  directory: string,
  onDone: (share: number) => void,
): Promise<RestoredReadings> {
  const folder = join(directory, READINGS_FOLDER);
  const sum = { stored: 0, duplicates: 0, conflicts: 0, refused: 0, reason: undefined as string | undefined };
  const names = await readdir(folder);
  for (const [i, name] of names.entries()) {
    for await (const batch of readReadingsFile(join(folder, name))) {
      const outcome = await writeInTime(store, batch);
      sum.stored += outcome.stored;
      sum.duplicates += outcome.duplicates;
      sum.conflicts += outcome.conflicts.length;
      sum.refused += outcome.refused.length;
      sum.reason ??= outcome.refused[0]?.reason;
    }
    onDone((i + 1) / names.length);
  }
  return sum;
}

async function writeInTime(store: Pick<Store, 'write'>, batch: ReadingBatch) {
  for (let tries = 1; ; tries += 1) {
    const outcome = await store.write(batch);
    if (outcome.status === 'stored') return outcome;
    if (tries === TRIES) {
      throw new UnavailableError(
        `The store does not take readings: ${outcome.reason}. When it does, run the same command again.`,
      );
    }
    await delay(outcome.retryAfterMs ?? RETRY_AFTER_MS);
  }
}

function totalsByPlant(coverage: readonly Coverage[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const { plant, total } of coverage) totals.set(plant, (totals.get(plant) ?? 0) + total);
  return totals;
}
