import { ConflictError } from '@banyu/contracts';
import type { Transaction } from 'kysely';
import type { Page } from '../audit/ledger.ts';
import type { Tables } from '../tables.ts';
import { refuseLockedResults } from './locked-results.ts';
import { type LaboratoryResult, toResult, toSample } from './read-samples.ts';
import { noSample, type SampleKey, subject } from './revise-sample.ts';
import {
  type CheckedResult,
  currentSample,
  endResults,
  endSample,
  insertSample,
  saveResults,
} from './write-samples.ts';

/** Takes back a sample with its results. Throws NotFoundError, or ConflictError when one of them is approved. */
export async function withdrawSample(
  db: Transaction<Tables>,
  key: SampleKey,
  page: Page<string>,
  attempt: string,
): Promise<void> {
  const sample = await currentSample(db, key.plant, key.id);
  if (sample === undefined) throw noSample(key, attempt);
  const results = await endResults(db, { plant: key.plant, sample: key.id }, page);
  await refuseLockedResults(
    db,
    sample,
    results.map(({ parameter }) => parameter),
    attempt,
  );
  await endSample(db, sample, page);
  const before = { ...sample, results };
  await page.note({ action: 'sample.withdraw', ...subject(sample), before, after: null });
}

/**
 * Undoes a withdrawal: the sample holds again as it was then, with the results it had, as new versions. Throws
 * NotFoundError, or ConflictError when it was not withdrawn, or lies in what has been approved since.
 */
export async function restoreSample(
  db: Transaction<Tables>,
  { plant, id }: SampleKey,
  page: Page<string>,
  attempt: string,
): Promise<void> {
  const last = await db
    .selectFrom('samples')
    .selectAll()
    .where('plant', '=', plant)
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .executeTakeFirst();
  if (last === undefined) throw noSample({ plant, id }, attempt);
  if (last.ended_at === null) throw new ConflictError(`${attempt}: it was not withdrawn`);
  const ended = await db
    .selectFrom('results')
    .selectAll()
    .where('plant', '=', plant)
    .where('sample', '=', id)
    .where('ended_at', '=', last.ended_at)
    .orderBy('version')
    .execute();
  const sample = await insertSample(db, toSample(last), page, attempt);
  const newest = new Map(ended.map((row) => [row.parameter, asChecked(toResult(row))]));
  const results = [...newest.values()];
  const { added } = await saveResults(db, sample, results, 'refuse', page, attempt);
  const after = { ...sample, results: added };
  await page.note({ action: 'sample.restore', ...subject(sample), before: null, after });
}

/** A result that was written once, as one that may be written again. */
function asChecked(result: LaboratoryResult): CheckedResult {
  const { parameter, given, unit, method, note } = result;
  const { outcome, uncertainty, detectionLimit, quantificationLimit } = result;
  const limits = { uncertainty, detectionLimit, quantificationLimit };
  return {
    given: { parameter, outcome: given, unit, method, note, ...limits },
    numbers: { outcome, ...limits },
  };
}
