import {
  ConflictError,
  InvalidInputError,
  LABORATORY_LIMITS,
  type ParameterId,
  type ResultFacts,
  type SampleFacts,
} from '@banyu/contracts';
import type { Kysely, Transaction } from 'kysely';
import type { Page } from '../audit/ledger.ts';
import { quote } from '../parse-input.ts';
import { requirePoint } from '../points.ts';
import type { Tables } from '../tables.ts';
import { type CanonicalNumbers, numberOf } from './canonical-result.ts';
import { readLaboratory } from './laboratories.ts';
import { refuseLockedResults } from './locked-results.ts';
import { type LaboratoryResult, type SampleVersion, toResult, toSample } from './read-samples.ts';

/** A result that may be written. */
export interface CheckedResult {
  readonly given: ResultFacts;
  readonly numbers: CanonicalNumbers;
}

interface WhichResults {
  readonly plant: string;
  readonly sample: string;
  readonly parameter?: ParameterId;
}

/** What to do with a result of a parameter that the sample has another one of. */
export type OnDuplicate = 'refuse' | 'supersede';

/** The version of the sample that holds, or undefined. */
export async function currentSample(
  db: Kysely<Tables>,
  plant: string,
  id: string,
): Promise<SampleVersion | undefined> {
  const row = await db
    .selectFrom('samples')
    .selectAll()
    .where('plant', '=', plant)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row && toSample(row);
}

/** Writes the sample's next version. Throws InvalidInputError for a time to come, NotFoundError. */
export async function insertSample(
  db: Transaction<Tables>,
  sample: SampleFacts,
  page: Page<string>,
  attempt: string,
): Promise<SampleVersion> {
  refuseFuture(sample, page.now, attempt);
  await requirePoint(db, sample.plant, sample.point, attempt);
  if (sample.laboratory !== null) await readLaboratory(db, sample.laboratory, attempt);
  const last = await db
    .selectFrom('samples')
    .select((row) => row.fn.max('version').as('version'))
    .where('plant', '=', sample.plant)
    .where('id', '=', sample.id)
    .executeTakeFirst();
  const row = {
    plant: sample.plant,
    id: sample.id,
    version: (last?.version ?? 0) + 1,
    point: sample.point,
    kind: sample.kind,
    taken_from: sample.from,
    taken_to: sample.to,
    time_known: Number(sample.timeKnown),
    sampled_by: sample.sampledBy,
    laboratory: sample.laboratory,
    received_at: sample.receivedAt,
    analysed_at: sample.analysedAt,
    custody: JSON.stringify(sample.custody),
    note: sample.note,
    created_at: page.now,
    created_by: page.by,
    ended_at: null,
  };
  await db.insertInto('samples').values(row).execute();
  return toSample(row);
}

/** Ends the version that holds. */
export async function endSample(
  db: Transaction<Tables>,
  { plant, id, version }: SampleVersion,
  page: Page<string>,
): Promise<void> {
  await db
    .updateTable('samples')
    .set({ ended_at: page.now })
    .where('plant', '=', plant)
    .where('id', '=', id)
    .where('version', '=', version)
    .execute();
}

/** Writes the results that are new or say something else than what holds. Throws ConflictError, also for a lock. */
export async function saveResults(
  db: Transaction<Tables>,
  sample: SampleFacts,
  results: readonly CheckedResult[],
  onDuplicate: OnDuplicate,
  page: Page<string>,
  attempt: string,
): Promise<{
  readonly added: readonly LaboratoryResult[];
  readonly superseded: readonly LaboratoryResult[];
  readonly unchanged: number;
}> {
  const { plant, id } = sample;
  const rows = await db
    .selectFrom('results')
    .selectAll()
    .where('plant', '=', plant)
    .where('sample', '=', id)
    .orderBy('version')
    .execute();
  const newest = new Map(rows.map((row) => [row.parameter, toResult(row)]));
  const superseded: LaboratoryResult[] = [];
  const fresh = [];
  for (const { given, numbers } of results) {
    const { parameter, outcome, unit, method, note } = given;
    const known = newest.get(parameter);
    const row = {
      plant,
      sample: id,
      parameter,
      version: (known?.version ?? 0) + 1,
      outcome: outcome.kind,
      given: numberOf(outcome),
      unit,
      value: numberOf(numbers.outcome),
      method,
      uncertainty: numbers.uncertainty,
      detection_limit: numbers.detectionLimit,
      quantification_limit: numbers.quantificationLimit,
      note,
      created_at: page.now,
      created_by: page.by,
      why: page.why,
      ended_at: null,
    };
    if (known !== undefined && known.endedAt === null) {
      if (factsOf(known) === factsOf(toResult(row))) continue;
      if (onDuplicate === 'refuse') {
        throw new ConflictError(
          `${attempt}: sample ${quote(id)} has another result for ${parameter}; supersede it if this one is right`,
        );
      }
      superseded.push(known);
      await endResults(db, { plant, sample: id, parameter }, page);
    }
    fresh.push(row);
  }
  const written = fresh.map(({ parameter }) => parameter);
  await refuseLockedResults(db, sample, written, attempt);
  if (fresh.length > 0) await db.insertInto('results').values(fresh).execute();
  return { added: fresh.map(toResult), superseded, unchanged: results.length - fresh.length };
}

/** The results of a sample that hold, or that of one parameter. */
export async function currentResults(
  db: Kysely<Tables>,
  { plant, sample, parameter }: WhichResults,
): Promise<readonly LaboratoryResult[]> {
  let held = db
    .selectFrom('results')
    .selectAll()
    .where('plant', '=', plant)
    .where('sample', '=', sample)
    .where('ended_at', 'is', null);
  if (parameter !== undefined) held = held.where('parameter', '=', parameter);
  return (await held.execute()).map(toResult);
}

/** Ends the results of a sample that hold, or that of one parameter, and returns them as they were. */
export async function endResults(
  db: Transaction<Tables>,
  which: WhichResults,
  page: Page<string>,
): Promise<readonly LaboratoryResult[]> {
  const { plant, sample, parameter } = which;
  let end = db
    .updateTable('results')
    .set({ ended_at: page.now })
    .where('plant', '=', plant)
    .where('sample', '=', sample)
    .where('ended_at', 'is', null);
  if (parameter !== undefined) end = end.where('parameter', '=', parameter);
  const before = await currentResults(db, which);
  await end.execute();
  return before;
}

/** What a laboratory said, without who wrote it down and when. */
function factsOf(result: LaboratoryResult): string {
  const { outcome, given, unit, method, uncertainty, detectionLimit, quantificationLimit, note } = result;
  return JSON.stringify([
    outcome,
    given,
    unit,
    method,
    uncertainty,
    detectionLimit,
    quantificationLimit,
    note,
  ]);
}

function refuseFuture(sample: SampleFacts, now: number, attempt: string): void {
  const { from, to, receivedAt, analysedAt, custody } = sample;
  const times = { from, to, receivedAt, analysedAt, custody: custody.at(-1)?.at ?? null };
  for (const [field, time] of Object.entries(times)) {
    if (time === null || time <= now + LABORATORY_LIMITS.aheadMs) continue;
    const at = new Date(time).toISOString();
    throw new InvalidInputError(`${attempt}: ${field} is ${at}, which is yet to come`, { field });
  }
}
