import type { CustodyEntry, LaboratoryOutcome, ParameterId } from '@banyu/contracts';
import type { ExpressionBuilder, Kysely, Selectable } from 'kysely';
import { heldAt } from '../as-of.ts';
import { pageSize } from '../page-size.ts';
import type { ResultTable, SampleTable, Tables } from '../tables.ts';
import { outcomeOf } from './canonical-result.ts';

/** One parameter's result. Outcome, uncertainty and limits are in the parameter's canonical unit. */
export interface LaboratoryResult {
  readonly parameter: ParameterId;
  /** From 1; a later one superseded those before. */
  readonly version: number;
  readonly outcome: LaboratoryOutcome;
  /** As the laboratory gave it, in `unit`. */
  readonly given: LaboratoryOutcome;
  readonly unit: string;
  readonly method: string | null;
  /** Expanded, coverage factor 2. */
  readonly uncertainty: number | null;
  readonly detectionLimit: number | null;
  readonly quantificationLimit: number | null;
  readonly note: string | null;
  readonly recordedAt: number;
  readonly recordedBy: string;
  readonly why: string;
  /** When it was superseded or withdrawn. */
  readonly endedAt: number | null;
}

/** A sample of water, without its results. Instants are Unix ms. */
export interface SampleVersion {
  readonly plant: string;
  readonly id: string;
  /** From 1; a later one superseded those before. */
  readonly version: number;
  readonly point: string;
  readonly kind: 'grab' | 'composite';
  readonly from: number;
  /** Of a grab sample the same as `from`. */
  readonly to: number;
  /** false: only the day is known, and `from` is its beginning. */
  readonly timeKnown: boolean;
  readonly sampledBy: string;
  readonly laboratory: string | null;
  readonly receivedAt: number | null;
  readonly analysedAt: number | null;
  readonly custody: readonly CustodyEntry[];
  readonly note: string | null;
  readonly recordedAt: number;
  readonly recordedBy: string;
  /** When it was superseded or withdrawn. */
  readonly endedAt: number | null;
}

export interface LaboratorySample extends SampleVersion {
  /** By parameter. */
  readonly results: readonly LaboratoryResult[];
}

export interface SampleQuery {
  readonly plant: string;
  readonly point?: string;
  /** Only samples with a result of this parameter, and of their results only this. */
  readonly parameter?: ParameterId;
  /** Taken at or after this, Unix ms. */
  readonly from?: number;
  /** Taken before this, Unix ms. */
  readonly to?: number;
  /** As the registry stood at that instant of the server's clock. */
  readonly asOf?: number;
  /** Those that were withdrawn, as they last were, instead of those that hold. */
  readonly withdrawn?: boolean;
  /** At most 1 000; default 100. */
  readonly limit?: number;
  /** Newest samples first; default: oldest first. */
  readonly newestFirst?: boolean;
  /** The last sample of the page before: the page begins right after it. */
  readonly after?: { readonly from: number; readonly id: string };
}

/** The samples in order of the time they were taken, each with the results that held, or were withdrawn with it. */
export async function readSamples(
  db: Kysely<Tables>,
  query: SampleQuery,
): Promise<readonly LaboratorySample[]> {
  const { plant, point, parameter, from, to, asOf, limit = 100, newestFirst = false, after } = query;
  const { withdrawn = false } = query;
  const direction = newestFirst ? 'desc' : 'asc';
  let select = db.selectFrom('samples').selectAll().where('plant', '=', plant);
  select = withdrawn ? select.where(isWithdrawn) : select.where(heldAt(asOf));
  if (point !== undefined) select = select.where('point', '=', point);
  if (from !== undefined) select = select.where('taken_from', '>=', from);
  if (to !== undefined) select = select.where('taken_from', '<', to);
  if (after !== undefined) {
    const beyond = newestFirst ? '<' : '>';
    select = select.where(({ eb, or, and }) =>
      or([
        eb('taken_from', beyond, after.from),
        and([eb('taken_from', '=', after.from), eb('id', beyond, after.id)]),
      ]),
    );
  }
  if (parameter !== undefined) {
    select = select.where(({ eb, selectFrom }) => {
      const ids = selectFrom('results')
        .select('sample')
        .where('results.plant', '=', plant)
        .where('parameter', '=', parameter);
      const its = withdrawn
        ? ids.whereRef('results.ended_at', '=', 'samples.ended_at')
        : ids.where(heldAt(asOf));
      return eb('samples.id', 'in', its);
    });
  }
  const rows = await select
    .orderBy('taken_from', direction)
    .orderBy('id', direction)
    .limit(pageSize(limit))
    .execute();
  let results = db.selectFrom('results').selectAll().where('plant', '=', plant);
  results = withdrawn ? results.where('ended_at', 'is not', null) : results.where(heldAt(asOf));
  if (parameter !== undefined) results = results.where('parameter', '=', parameter);
  const ids = rows.map(({ id }) => id);
  const bySample = Map.groupBy(
    ids.length === 0 ? [] : await results.where('sample', 'in', ids).orderBy('parameter').execute(),
    ({ sample }) => sample,
  );
  return rows.map((row) => {
    const own = bySample.get(row.id) ?? [];
    const its = withdrawn ? own.filter(({ ended_at }) => ended_at === row.ended_at) : own;
    return { ...toSample(row), results: its.map(toResult) };
  });
}

/** The newest version of a sample, when it does not hold. */
function isWithdrawn({ and, eb, exists, not, selectFrom }: ExpressionBuilder<Tables, 'samples'>) {
  const later = selectFrom('samples as later')
    .select('later.version')
    .whereRef('later.plant', '=', 'samples.plant')
    .whereRef('later.id', '=', 'samples.id')
    .whereRef('later.version', '>', 'samples.version');
  return and([eb('samples.ended_at', 'is not', null), not(exists(later))]);
}

export function toSample(row: Selectable<SampleTable>): SampleVersion {
  return {
    plant: row.plant,
    id: row.id,
    version: row.version,
    point: row.point,
    kind: row.kind,
    from: row.taken_from,
    to: row.taken_to,
    timeKnown: row.time_known === 1,
    sampledBy: row.sampled_by,
    laboratory: row.laboratory,
    receivedAt: row.received_at,
    analysedAt: row.analysed_at,
    custody: JSON.parse(row.custody),
    note: row.note,
    recordedAt: row.created_at,
    recordedBy: row.created_by,
    endedAt: row.ended_at,
  };
}

export function toResult(row: Selectable<ResultTable>): LaboratoryResult {
  return {
    parameter: row.parameter,
    version: row.version,
    outcome: outcomeOf(row.outcome, row.value),
    given: outcomeOf(row.outcome, row.given),
    unit: row.unit,
    method: row.method,
    uncertainty: row.uncertainty,
    detectionLimit: row.detection_limit,
    quantificationLimit: row.quantification_limit,
    note: row.note,
    recordedAt: row.created_at,
    recordedBy: row.created_by,
    why: row.why,
    endedAt: row.ended_at,
  };
}
