import {
  ConflictError,
  type CorrectionKind,
  InvalidInputError,
  NewCorrection,
  NotFoundError,
  type ParameterId,
  parameterOf,
  type SeriesKey,
  type Signature,
} from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import { heldAt } from '../as-of.ts';
import type { Ledger } from '../audit/ledger.ts';
import { nextId } from '../next-id.ts';
import { pageSize } from '../page-size.ts';
import { parseInput } from '../parse-input.ts';
import { resolveScope } from '../scope.ts';
import type { CorrectionTable, Tables } from '../tables.ts';
import { refuseLocked } from './locks.ts';

/** A layer over the readings of a series: from ≤ t < to. Instants are Unix ms. */
export interface Correction {
  readonly id: number;
  readonly plant: string;
  readonly point: string;
  readonly device: string;
  readonly parameter: ParameterId;
  readonly from: number;
  readonly to: number;
  readonly what: CorrectionKind;
  readonly recordedAt: number;
  readonly recordedBy: string;
  readonly why: string;
  /** Null while it holds; seen as of a moment before it was withdrawn, it holds. */
  readonly withdrawn: { readonly at: number; readonly by: string; readonly why: string } | null;
}

export interface CorrectionQuery {
  readonly plant: string;
  readonly point?: string;
  readonly device?: string;
  readonly parameter?: ParameterId;
  /** Those whose period lasts beyond this, Unix ms. */
  readonly from?: number;
  /** Those whose period begins before this, Unix ms. */
  readonly to?: number;
  /** Withdrawn ones too; default: no. */
  readonly withdrawn?: boolean;
  /** Only older ones than this: the way to the next page. */
  readonly before?: number;
  /** At most 1 000; default 100. */
  readonly limit?: number;
}

/** So many hold in the period that one series is asked for, at most. */
const LAYERS_LIMIT = 10_000;

/**
 * Corrections of readings, exclusions and estimates: layers, the readings themselves stay. One is withdrawn, never
 * changed or deleted. The methods throw InvalidInputError, NotFoundError, or ConflictError when its period is approved.
 */
export class Corrections {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  async add(input: NewCorrection, signature: Signature): Promise<Correction> {
    const attempt = 'Cannot correct';
    const { from, to, what, ...series } = parseInput(NewCorrection, input, attempt);
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const scope = await resolveScope(db, series, attempt);
      if (to > page.now) {
        throw new InvalidInputError(`${attempt}: the period is not over yet`, { field: 'to' });
      }
      await refuseLocked(db, scope, from, to, attempt);
      const row = {
        id: await nextId(db, 'corrections'),
        ...series,
        begins: from,
        ends: to,
        what: JSON.stringify(what),
        created_at: page.now,
        created_by: page.by,
        why: page.why,
        ended_at: null,
        ended_by: null,
        ended_why: null,
      };
      await db.insertInto('corrections').values(row).execute();
      const after = toCorrection(row);
      await page.note({ action: 'correction.add', ...subject(after), before: null, after });
      return after;
    });
  }

  /** Takes it back: from now on it holds no longer, and what was published with it can still be computed. */
  async withdraw(id: number, signature: Signature): Promise<Correction> {
    const attempt = `Cannot withdraw correction ${id}`;
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const row = await readRow(db, id, attempt);
      const before = toCorrection(row);
      if (before.withdrawn !== null) {
        throw new ConflictError(`${attempt}: ${before.withdrawn.by} has withdrawn it already`);
      }
      await refuseLocked(db, before, before.from, before.to, attempt);
      const end = { ended_at: page.now, ended_by: page.by, ended_why: page.why };
      await db.updateTable('corrections').set(end).where('id', '=', id).execute();
      const after = toCorrection({ ...row, ...end });
      await page.note({ action: 'correction.withdraw', ...subject(after), before, after });
      return after;
    });
  }

  /** Throws NotFoundError. */
  async get(id: number): Promise<Correction> {
    return toCorrection(await readRow(this.#db, id, `Cannot read correction ${id}`));
  }

  /** Those that match, newest first. */
  async list(query: CorrectionQuery): Promise<readonly Correction[]> {
    const { plant, point, device, parameter, from, to, withdrawn = false, before, limit = 100 } = query;
    let select = this.#db.selectFrom('corrections').selectAll().where('plant', '=', plant);
    if (point !== undefined) select = select.where('point', '=', point);
    if (device !== undefined) select = select.where('device', '=', device);
    if (parameter !== undefined) select = select.where('parameter', '=', parameter);
    if (from !== undefined) select = select.where('ends', '>', from);
    if (to !== undefined) select = select.where('begins', '<', to);
    if (!withdrawn) select = select.where('ended_at', 'is', null);
    if (before !== undefined) select = select.where('id', '<', before);
    const rows = await select.orderBy('id', 'desc').limit(pageSize(limit)).execute();
    return rows.map(toCorrection);
  }

  /**
   * The layers over a series within from ≤ t < to that hold, or held at `asOf`, an instant of the server's clock: what
   * `applyLayers` takes. In order of their ids.
   */
  async layersAsOf(
    series: SeriesKey,
    range: { readonly from: number; readonly to: number },
    asOf?: number,
  ): Promise<readonly Correction[]> {
    const parameter = parameterOf(series.parameter)?.id;
    if (parameter === undefined) return [];
    const rows = await this.#db
      .selectFrom('corrections')
      .selectAll()
      .where('plant', '=', series.plant)
      .where('point', '=', series.point)
      .where('device', '=', series.device)
      .where('parameter', '=', parameter)
      .where('begins', '<', range.to)
      .where('ends', '>', range.from)
      .where(heldAt(asOf))
      .orderBy('id')
      .limit(LAYERS_LIMIT + 1)
      .execute();
    if (rows.length > LAYERS_LIMIT) {
      throw new InvalidInputError(
        `Cannot read the corrections: more than ${LAYERS_LIMIT} in that period; ask for a shorter one`,
        { field: 'to' },
      );
    }
    return rows.map((row) => toCorrection({ ...row, ended_at: null }));
  }
}

function subject({ id, plant }: Correction): { readonly plant: string; readonly subject: string } {
  return { plant, subject: `correction/${id}` };
}

async function readRow(
  db: Kysely<Tables>,
  id: number,
  attempt: string,
): Promise<Selectable<CorrectionTable>> {
  const row = await db.selectFrom('corrections').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new NotFoundError(`${attempt}: there is none of that number`);
  return row;
}

export function toCorrection(row: Selectable<CorrectionTable>): Correction {
  const { ended_at: at, ended_by: by, ended_why: why } = row;
  return {
    id: row.id,
    plant: row.plant,
    point: row.point,
    device: row.device,
    parameter: row.parameter,
    from: row.begins,
    to: row.ends,
    what: JSON.parse(row.what),
    recordedAt: row.created_at,
    recordedBy: row.created_by,
    why: row.why,
    withdrawn: at === null ? null : { at, by: by ?? '', why: why ?? '' },
  };
}
