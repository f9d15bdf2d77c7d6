import type { NewSample } from '@banyu/contracts';
import type { Kysely } from 'kysely';
import { type Lock, locksWithin } from '../corrections/locks.ts';
import { readPlant } from '../plants.ts';
import type { Tables } from '../tables.ts';
import { listLaboratories } from './laboratories.ts';
import { toResult, toSample } from './read-samples.ts';
import type { Cell } from './table/cell.ts';
import { readLaboratoryTable, type TableOutcome } from './table/read-table.ts';
import type { SavedSample, TableContext } from './table/verdict.ts';

/** What holds for rows that do not say it themselves, and what may become of results that are there already. */
export type PreviewOptions = Partial<Pick<TableContext, 'defaults' | 'onDuplicate'>>;

/** Reads a table against what is registered and saved. Writes nothing. Throws NotFoundError without that plant. */
export async function previewTable(
  db: Kysely<Tables>,
  plantId: string,
  cells: readonly (readonly Cell[])[],
  now: number,
  { defaults = {}, onDuplicate = 'refuse' }: PreviewOptions,
): Promise<TableOutcome> {
  const plant = await readPlant(db, plantId, 'Cannot read a laboratory table');
  const laboratories = await listLaboratories(db);
  const context = {
    plant: plant.id,
    timeZone: plant.timeZone,
    points: plant.points,
    laboratories,
    defaults,
    now,
    onDuplicate,
  };
  const first = readLaboratoryTable(cells, { ...context, saved: new Map(), locks: [] });
  if (first.status === 'refused') return first;
  const samples = first.rows.flatMap((row) => (row.status === 'accepted' ? [row.entry.sample] : []));
  const saved = await readSaved(db, plantId, [...new Set(samples.map(({ id }) => id))]);
  const locks = await readLocks(db, plantId, samples);
  if (saved.size + locks.length === 0) return first;
  return readLaboratoryTable(cells, { ...context, saved, locks });
}

/** What is approved of the plant from the first of the samples to the last. */
async function readLocks(
  db: Kysely<Tables>,
  plant: string,
  samples: readonly NewSample[],
): Promise<readonly Lock[]> {
  if (samples.length === 0) return [];
  const from = samples.reduce((least, sample) => Math.min(least, sample.from), Number.MAX_SAFE_INTEGER);
  const to = samples.reduce((most, sample) => Math.max(most, sample.to ?? sample.from), 0);
  return await locksWithin(db, { plant, point: null, parameter: null }, from, to + 1);
}

async function readSaved(
  db: Kysely<Tables>,
  plant: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SavedSample>> {
  if (ids.length === 0) return new Map();
  const samples = await db
    .selectFrom('samples')
    .selectAll()
    .where('plant', '=', plant)
    .where('ended_at', 'is', null)
    .where('id', 'in', ids)
    .execute();
  const results = await db
    .selectFrom('results')
    .selectAll()
    .where('plant', '=', plant)
    .where('ended_at', 'is', null)
    .where('sample', 'in', ids)
    .execute();
  const bySample = Map.groupBy(results, ({ sample }) => sample);
  return new Map(
    samples.map((row) => [row.id, { ...toSample(row), results: (bySample.get(row.id) ?? []).map(toResult) }]),
  );
}
