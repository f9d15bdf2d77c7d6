import {
  InvalidInputError,
  NewResult,
  NewSample,
  NotFoundError,
  type ParameterId,
  type SampleFacts,
  SampleRevision,
} from '@banyu/contracts';
import type { Transaction } from 'kysely';
import type { Page } from '../audit/ledger.ts';
import { parseInput, quote } from '../parse-input.ts';
import type { Tables } from '../tables.ts';
import { canonicalResult } from './canonical-result.ts';
import { refuseLockedResults } from './locked-results.ts';
import type { SampleVersion } from './read-samples.ts';
import {
  type CheckedResult,
  currentResults,
  currentSample,
  endResults,
  endSample,
  insertSample,
  saveResults,
} from './write-samples.ts';

/** A revision whose parts are true by themselves. */
interface CheckedRevision {
  readonly sample: SampleFacts | undefined;
  readonly results: readonly CheckedResult[];
  readonly withdrawn: readonly ParameterId[];
}

/** What a sample is called by. */
export interface SampleKey {
  readonly plant: string;
  readonly id: string;
}

/** Throws InvalidInputError. */
export function checkRevision(
  plant: string,
  id: string,
  input: SampleRevision,
  attempt: string,
): CheckedRevision {
  const { sample, results, withdrawn } = parseInput(SampleRevision, input, attempt);
  if (sample === undefined && results.length + withdrawn.length === 0) {
    throw new InvalidInputError(`${attempt}: there is nothing to change`);
  }
  const parameters = [...results.map(({ parameter }) => parameter), ...withdrawn];
  const twice = parameters.find((parameter, i) => parameters.indexOf(parameter) < i);
  if (twice !== undefined) {
    throw new InvalidInputError(`${attempt}: ${twice} was given twice; keep one`, { field: 'results' });
  }
  return {
    sample: sample && parseInput(NewSample, { ...sample, plant, id }, attempt),
    results: results.map((result) => checkResult(result, attempt)),
    withdrawn,
  };
}

/** Throws InvalidInputError, NotFoundError, or ConflictError when something of it is approved. */
export async function reviseSample(
  db: Transaction<Tables>,
  key: SampleKey,
  { sample, results, withdrawn }: CheckedRevision,
  page: Page<string>,
  attempt: string,
): Promise<void> {
  const facts =
    sample === undefined
      ? await currentSample(db, key.plant, key.id)
      : await amendSample(db, sample, page, attempt);
  if (facts === undefined) throw noSample(key, attempt);
  for (const parameter of withdrawn) await withdrawResult(db, facts, parameter, page, attempt);
  const { added, superseded } = await saveResults(db, facts, results, 'supersede', page, attempt);
  if (added.length === 0) return;
  await page.note({
    action: 'sample.results',
    ...subject(key),
    before: superseded.length === 0 ? null : { results: superseded },
    after: { results: added },
  });
}

/**
 * Writes the sample's next version. Throws InvalidInputError, NotFoundError, or ConflictError when a result of it is
 * approved, where the sample was or where it would be.
 */
export async function amendSample(
  db: Transaction<Tables>,
  sample: SampleFacts,
  page: Page<string>,
  attempt: string,
): Promise<SampleVersion> {
  const before = await currentSample(db, sample.plant, sample.id);
  if (before === undefined) throw noSample(sample, attempt);
  const held = await currentResults(db, { plant: sample.plant, sample: sample.id });
  const parameters = held.map(({ parameter }) => parameter);
  await refuseLockedResults(db, before, parameters, attempt);
  await refuseLockedResults(db, sample, parameters, attempt);
  await endSample(db, before, page);
  const after = await insertSample(db, sample, page, attempt);
  await page.note({ action: 'sample.amend', ...subject(sample), before, after });
  return after;
}

/** Throws NotFoundError, or ConflictError when it is approved. */
export async function withdrawResult(
  db: Transaction<Tables>,
  sample: SampleVersion,
  parameter: ParameterId,
  page: Page<string>,
  attempt: string,
): Promise<void> {
  const [before] = await endResults(db, { plant: sample.plant, sample: sample.id, parameter }, page);
  if (before === undefined) throw new NotFoundError(`${attempt}: there is no result of ${parameter}`);
  await refuseLockedResults(db, sample, [parameter], attempt);
  await page.note({ action: 'result.withdraw', ...subject(sample), before, after: null });
}

/** Throws InvalidInputError. */
export function checkResult(input: NewResult, attempt: string): CheckedResult {
  const given = parseInput(NewResult, input, attempt);
  const canonical = canonicalResult(given);
  if (canonical.status === 'canonical') return { given, numbers: canonical.numbers };
  const { field, message } = canonical.fault;
  throw new InvalidInputError(`${attempt}, ${given.parameter}: ${message}`, { field });
}

/** What the audit trail calls a sample. */
export function subject({ plant, id }: SampleKey) {
  return { plant, subject: `sample/${plant}/${id}` };
}

export function noSample({ plant, id }: SampleKey, attempt: string): NotFoundError {
  return new NotFoundError(`${attempt}: plant ${quote(plant)} has no sample ${quote(id)}`);
}
