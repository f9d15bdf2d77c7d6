import { setImmediate } from 'node:timers/promises';
import {
  ConflictError,
  InvalidInputError,
  LABORATORY_LIMITS,
  type NewResult,
  NewSample,
  type ParameterId,
  type SampleFacts,
  type SampleRevision,
  type Signature,
} from '@banyu/contracts';
import { type Kysely, sql } from 'kysely';
import type { Ledger } from '../audit/ledger.ts';
import { parseInput, quote } from '../parse-input.ts';
import type { Tables } from '../tables.ts';
import { type PreviewOptions, previewTable } from './preview.ts';
import {
  type LaboratoryResult,
  type LaboratorySample,
  readSamples,
  type SampleQuery,
  type SampleVersion,
  toResult,
  toSample,
} from './read-samples.ts';
import {
  amendSample,
  checkResult,
  checkRevision,
  noSample,
  reviseSample,
  subject,
  withdrawResult,
} from './revise-sample.ts';
import type { Cell } from './table/cell.ts';
import type { TableOutcome } from './table/read-table.ts';
import { restoreSample, withdrawSample } from './withdraw-sample.ts';
import {
  type CheckedResult,
  currentSample,
  insertSample,
  type OnDuplicate,
  saveResults,
} from './write-samples.ts';

/** So many results are written before others of this thread get their turn: the database answers without a pause. */
const AT_A_STRETCH = 50;

/** A sample as it comes, with results. */
export interface SampleWithResults {
  readonly sample: NewSample;
  readonly results: readonly NewResult[];
}

/** What became of results that were handed in. */
export interface SavedResults {
  readonly samplesAdded: number;
  readonly resultsAdded: number;
  readonly resultsSuperseded: number;
  /** The same as what was there: nothing was written. */
  readonly resultsUnchanged: number;
}

/**
 * Laboratory samples and their results. Nothing is overwritten: what is mended gets a new version, what was a mistake
 * is withdrawn, and the old versions stay. The methods throw InvalidInputError, NotFoundError (no such plant, point,
 * laboratory or sample) or ConflictError (it is there already, or a review has approved its time).
 */
export class Samples {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;
  readonly #clock: () => number;

  constructor(db: Kysely<Tables>, ledger: Ledger, clock: () => number) {
    this.#db = db;
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** The samples that match, in order of time, each with the results that hold, or held `asOf`. */
  async list(query: SampleQuery): Promise<readonly LaboratorySample[]> {
    return await readSamples(this.#db, query);
  }

  /** Every version of a sample and of its results, oldest first. */
  async history(
    plant: string,
    id: string,
  ): Promise<{ readonly versions: readonly SampleVersion[]; readonly results: readonly LaboratoryResult[] }> {
    const versions = await this.#db
      .selectFrom('samples')
      .selectAll()
      .where('plant', '=', plant)
      .where('id', '=', id)
      .orderBy('version')
      .execute();
    if (versions.length === 0) throw noSample({ plant, id }, 'Cannot read the sample');
    const results = await this.#db
      .selectFrom('results')
      .selectAll()
      .where('plant', '=', plant)
      .where('sample', '=', id)
      .orderBy('parameter')
      .orderBy('version')
      .execute();
    return { versions: versions.map(toSample), results: results.map(toResult) };
  }

  /**
   * When, and by whom, results were first saved with evidence that begins so (see `Signature`); undefined when none
   * were.
   */
  async savedWith(
    plant: string,
    evidence: string,
  ): Promise<{ readonly at: number; readonly by: string } | undefined> {
    return await this.#db
      .selectFrom('audit')
      .select(['at', 'who as by'])
      .where('plant', '=', plant)
      .where('action', 'in', ['sample.add', 'sample.results'])
      .where(({ fn, eb }) =>
        eb(fn('substr', ['evidence', sql.lit(1), sql.lit(evidence.length)]), '=', evidence),
      )
      .orderBy('id')
      .executeTakeFirst();
  }

  /**
   * The verdict on each row of a laboratory's table (see `readLaboratoryTable`), against what is registered and saved.
   * Writes nothing: what it accepts, `save` takes.
   */
  async preview(
    plant: string,
    cells: readonly (readonly Cell[])[],
    options: PreviewOptions = {},
  ): Promise<TableOutcome> {
    return await previewTable(this.#db, plant, cells, this.#clock(), options);
  }

  /**
   * Adds samples with their results, all or nothing. A sample that is there, with the same point, kind and time, gets
   * the results added; its other facts stay as they were (`amend` changes them). A result of a parameter that the
   * sample has one of is left alone when it says the same, and otherwise refused, or takes the other's place.
   */
  async save(
    rows: readonly SampleWithResults[],
    options: { readonly onDuplicate: OnDuplicate },
    signature: Signature,
  ): Promise<SavedResults> {
    const attempt = 'Cannot save laboratory results';
    if (rows.length > LABORATORY_LIMITS.rows) {
      throw new InvalidInputError(`${attempt}: ${rows.length} rows, at most ${LABORATORY_LIMITS.rows}`);
    }
    const groups = groupRows(rows, attempt);
    const results = groups.reduce((sum, group) => sum + group.results.length, 0);
    if (results > LABORATORY_LIMITS.results) {
      throw new InvalidInputError(`${attempt}: ${results} results, at most ${LABORATORY_LIMITS.results}`);
    }
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const saved = { samplesAdded: 0, resultsAdded: 0, resultsSuperseded: 0, resultsUnchanged: 0 };
      let stretch = 0;
      for (const { sample, results } of groups) {
        if (stretch > AT_A_STRETCH) {
          stretch = 0;
          await setImmediate();
        }
        stretch += results.length;
        const known = await currentSample(db, sample.plant, sample.id);
        if (known === undefined) await insertSample(db, sample, page, attempt);
        else refuseAnother(known, sample, attempt);
        const outcome = await saveResults(db, sample, results, options.onDuplicate, page, attempt);
        saved.samplesAdded += known === undefined ? 1 : 0;
        saved.resultsAdded += outcome.added.length;
        saved.resultsSuperseded += outcome.superseded.length;
        saved.resultsUnchanged += outcome.unchanged;
        const { added, superseded } = outcome;
        if (known !== undefined && added.length + superseded.length === 0) continue;
        await page.note({
          action: known === undefined ? 'sample.add' : 'sample.results',
          ...subject(sample),
          before: superseded.length === 0 ? null : { results: superseded },
          after: { ...(known === undefined && sample), results: added },
        });
      }
      return saved;
    });
  }

  /** Replaces a sample's facts by new ones; its results stay. */
  async amend(input: NewSample, signature: Signature): Promise<SampleVersion> {
    const sample = parseInput(NewSample, input, 'Cannot amend the sample');
    const attempt = `Cannot amend sample ${quote(sample.id)}`;
    return await this.#ledger.signed(signature, attempt, (db, page) =>
      amendSample(db, sample, page, attempt),
    );
  }

  /** Amends a sample, adds or supersedes results of it and takes some back: all or nothing. */
  async revise(plant: string, id: string, input: SampleRevision, signature: Signature): Promise<void> {
    const attempt = `Cannot revise sample ${quote(id)}`;
    const revision = checkRevision(plant, id, input, attempt);
    await this.#ledger.signed(signature, attempt, (db, page) =>
      reviseSample(db, { plant, id }, revision, page, attempt),
    );
  }

  /** Takes back a sample that was entered by mistake, with its results. */
  async withdraw(plant: string, id: string, signature: Signature): Promise<void> {
    const attempt = `Cannot withdraw sample ${quote(id)}`;
    await this.#ledger.signed(signature, attempt, (db, page) =>
      withdrawSample(db, { plant, id }, page, attempt),
    );
  }

  /** Undoes a withdrawal: the sample holds again, with the results that were withdrawn with it. */
  async restore(plant: string, id: string, signature: Signature): Promise<void> {
    const attempt = `Cannot restore sample ${quote(id)}`;
    await this.#ledger.signed(signature, attempt, (db, page) =>
      restoreSample(db, { plant, id }, page, attempt),
    );
  }

  /** Takes back one result that was entered by mistake. */
  async withdrawResult(
    plant: string,
    id: string,
    parameter: ParameterId,
    signature: Signature,
  ): Promise<void> {
    const attempt = `Cannot withdraw the ${parameter} of sample ${quote(id)}`;
    await this.#ledger.signed(signature, attempt, async (db, page) => {
      const sample = await currentSample(db, plant, id);
      if (sample === undefined) throw noSample({ plant, id }, attempt);
      await withdrawResult(db, sample, parameter, page, attempt);
    });
  }
}

/** Rows of one sample become one; each result is checked and converted. */
function groupRows(
  rows: readonly SampleWithResults[],
  attempt: string,
): readonly { readonly sample: SampleFacts; readonly results: readonly CheckedResult[] }[] {
  const groups = new Map<string, { sample: SampleFacts; results: CheckedResult[] }>();
  for (const [index, row] of rows.entries()) {
    const here = rows.length === 1 ? attempt : `${attempt}, row ${index + 1}`;
    const sample = parseInput(NewSample, row.sample, here);
    const key = JSON.stringify([sample.plant, sample.id]);
    const group = groups.get(key) ?? { sample, results: [] };
    groups.set(key, group);
    refuseAnother(group.sample, sample, here);
    group.results.push(...row.results.map((result) => checkResult(result, here)));
    if (group.results.length > LABORATORY_LIMITS.resultsPerSample) {
      throw new InvalidInputError(
        `${here}: sample ${quote(sample.id)} has more than ${LABORATORY_LIMITS.resultsPerSample} results`,
      );
    }
    const parameters = group.results.map(({ given }) => given.parameter);
    const twice = parameters.find((parameter, i) => parameters.indexOf(parameter) < i);
    if (twice !== undefined) {
      throw new ConflictError(`${here}: ${twice} of sample ${quote(sample.id)} was given twice; keep one`);
    }
  }
  return [...groups.values()];
}

/** One number of the laboratory's stands for one sample of water. */
function refuseAnother(
  known: Pick<SampleFacts, 'id' | 'point' | 'kind' | 'from' | 'to'>,
  sample: SampleFacts,
  attempt: string,
): void {
  for (const fact of ['point', 'kind', 'from', 'to'] as const) {
    if (known[fact] === sample[fact]) continue;
    throw new ConflictError(
      `${attempt}: sample ${quote(sample.id)} is known with ${fact} ${known[fact]}, here it is ${sample[fact]}; ` +
        'amend the sample, or give this one another id',
    );
  }
}
