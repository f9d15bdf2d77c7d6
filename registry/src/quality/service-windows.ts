import {
  ConflictError,
  DEFAULT_RECOVERY_SECONDS,
  InvalidInputError,
  NotFoundError,
  type ParameterId,
  type QualitySettingsChange,
  ServiceWindow,
  type Signature,
} from '@banyu/contracts';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { heldAt } from '../as-of.ts';
import type { Ledger, Page } from '../audit/ledger.ts';
import { refuseLocked } from '../corrections/locks.ts';
import { nextId } from '../next-id.ts';
import { pageSize } from '../page-size.ts';
import { parseInput } from '../parse-input.ts';
import { resolveScope, scopeOf } from '../scope.ts';
import type { ServiceWindowTable, Tables } from '../tables.ts';
import { queueRequalification } from './requalification-queue.ts';

/** A window as somebody declared it, and since when it has been as it is. Instants are Unix ms. */
export interface DeclaredWindow {
  readonly id: number;
  /** From 1; a later one superseded those before. */
  readonly version: number;
  readonly window: ServiceWindow;
  readonly recordedAt: number;
  readonly recordedBy: string;
  readonly why: string;
  /** When it was superseded, or cancelled. */
  readonly endedAt: number | null;
}

export interface WindowQuery {
  readonly plant: string;
  /** Windows of this point, and of the whole plant. */
  readonly point?: string;
  readonly device?: string;
  readonly parameter?: ParameterId;
  /** Windows that last beyond this, Unix ms. */
  readonly from?: number;
  /** Windows that begin before this, Unix ms. */
  readonly to?: number;
  /** As the registry stood at that instant of the server's clock. */
  readonly asOf?: number;
  /** At most 1 000; default 100. */
  readonly limit?: number;
}

export interface NewestWindowsQuery {
  /** The number of a window. Default: 0, which none has. */
  readonly after?: number;
  /** At most 1 000, the default. */
  readonly limit?: number;
}

/** How far ahead work can be planned, in ms. */
const FURTHEST_AHEAD_MS = 400 * 86_400_000;

/**
 * Windows in which somebody works on sensors, or the production stands: readings in them are kept, flagged and left
 * out. They may overlap. A window is ended or cancelled, never deleted. The methods throw InvalidInputError,
 * NotFoundError, or ConflictError when an approval stands in the way.
 */
export class ServiceWindows {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /** Declares a window, past, present or planned; `to` null: until it is ended. */
  async declare(input: ServiceWindow, signature: Signature): Promise<DeclaredWindow> {
    const attempt = 'Cannot declare the window';
    const window = parseInput(ServiceWindow, input, attempt);
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const scope = await resolveScope(db, window, attempt);
      if (window.from > page.now + FURTHEST_AHEAD_MS) {
        throw new InvalidInputError(`${attempt}: it begins more than 400 days from now`, { field: 'from' });
      }
      await refuseLocked(db, scope, window.from, window.to, attempt);
      const id = await nextId(db, 'service_windows');
      const span = { kind: window.kind, begins: window.from, ends: window.to };
      const declared = await insertVersion(db, { id, version: 1, ...scope, ...span }, page);
      await queueRejudging(db, page, declared, window.from);
      await page.note({ action: 'window.declare', ...subject(declared), before: null, after: declared });
      return declared;
    });
  }

  /** Gives the window its end, or another one. */
  async end(id: number, to: number, signature: Signature): Promise<DeclaredWindow> {
    const attempt = `Cannot end window ${id}`;
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const row = await currentRow(db, id, attempt);
      const before = toDeclared(row);
      parseInput(ServiceWindow, { ...before.window, to }, attempt);
      const ends = [row.ends ?? Number.MAX_SAFE_INTEGER, to] as const;
      await refuseLocked(db, row, Math.min(...ends), Math.max(...ends), attempt);
      await endVersion(db, id, page);
      const after = await insertVersion(db, { ...row, version: row.version + 1, ends: to }, page);
      const longer = (before.window.to ?? Number.POSITIVE_INFINITY) > to ? before : after;
      await queueRejudging(db, page, longer, Math.min(...ends));
      await page.note({ action: 'window.end', ...subject(after), before, after });
      return after;
    });
  }

  /** Takes back a window that should not be: it holds no longer, and stays on record. */
  async cancel(id: number, signature: Signature): Promise<void> {
    const attempt = `Cannot cancel window ${id}`;
    await this.#ledger.signed(signature, attempt, async (db, page) => {
      const row = await currentRow(db, id, attempt);
      const before = toDeclared(row);
      await refuseLocked(db, row, row.begins, row.ends, attempt);
      await endVersion(db, id, page);
      await queueRejudging(db, page, before, before.window.from);
      await page.note({ action: 'window.cancel', ...subject(before), before, after: null });
    });
  }

  /** The windows that match and hold, or held `asOf`, in order of their beginning. Throws NotFoundError. */
  async list(query: WindowQuery): Promise<readonly DeclaredWindow[]> {
    const { from, to, asOf, limit = 100 } = query;
    const { plant, ...wanted } = await resolveScope(this.#db, query, 'Cannot list windows');
    let select = this.#db
      .selectFrom('service_windows')
      .selectAll()
      .where('plant', '=', plant)
      .where(heldAt(asOf));
    for (const column of ['point', 'device', 'parameter'] as const) {
      const value = wanted[column];
      if (value === null) continue;
      select = select.where((row) => row.or([row(column, 'is', null), row(column, '=', value)]));
    }
    if (from !== undefined) {
      select = select.where((row) => row.or([row('ends', 'is', null), row('ends', '>', from)]));
    }
    if (to !== undefined) select = select.where('begins', '<', to);
    const rows = await select.orderBy('begins').orderBy('id').limit(pageSize(limit)).execute();
    return rows.map(toDeclared);
  }

  /** The newest version of each window of any plant, cancelled ones too, by number, from the one after `after` on. */
  async newest({ after = 0, limit = 1_000 }: NewestWindowsQuery = {}): Promise<readonly DeclaredWindow[]> {
    const rows = await this.#db
      .selectFrom('service_windows as of')
      .selectAll()
      .where('of.id', '>', after)
      .where('of.version', '=', (versions) =>
        versions
          .selectFrom('service_windows')
          .select(({ fn }) => fn.max('version').as('newest'))
          .whereRef('service_windows.id', '=', 'of.id'),
      )
      .orderBy('of.id')
      .limit(pageSize(limit))
      .execute();
    return rows.map(toDeclared);
  }

  /** Every version of a window, oldest first. Throws NotFoundError. */
  async history(id: number): Promise<readonly DeclaredWindow[]> {
    const rows = await this.#db
      .selectFrom('service_windows')
      .selectAll()
      .where('id', '=', id)
      .orderBy('version')
      .execute();
    if (rows.length === 0) throw new NotFoundError(`Cannot read window ${id}: there is none of that number`);
    return rows.map(toDeclared);
  }
}

function subject({ id, window }: DeclaredWindow): { readonly plant: string; readonly subject: string } {
  return { plant: window.plant, subject: `window/${id}` };
}

/** Stored readings from `from` on are due to be judged again: those in the window, and in the recovery after it. */
async function queueRejudging(
  db: Transaction<Tables>,
  page: Page<string>,
  declared: DeclaredWindow,
  from: number,
): Promise<void> {
  const { plant, point = null, device = null, parameter = null, to } = declared.window;
  await queueRequalification(db, page, {
    scope: { plant, point, device, parameter },
    from,
    to: to === null ? null : to + (await longestRecoveryMs(db, plant)),
    cause: subject(declared).subject,
  });
}

/** The longest time for which readings of a plant may be suspect after a window. */
async function longestRecoveryMs(db: Transaction<Tables>, plant: string): Promise<number> {
  const rows = await db
    .selectFrom('quality_settings')
    .select('settings')
    .where('plant', '=', plant)
    .where('settings', 'is not', null)
    .execute();
  const set = rows.map(({ settings }): QualitySettingsChange => JSON.parse(settings ?? '{}'));
  const seconds = set.map(({ recoverySeconds = 0 }) => recoverySeconds);
  return Math.max(DEFAULT_RECOVERY_SECONDS, ...seconds) * 1_000;
}

async function insertVersion(
  db: Transaction<Tables>,
  row: Omit<ServiceWindowTable, 'created_at' | 'created_by' | 'why' | 'ended_at'>,
  page: Page<string>,
): Promise<DeclaredWindow> {
  const version = { ...row, created_at: page.now, created_by: page.by, why: page.why, ended_at: null };
  await db.insertInto('service_windows').values(version).execute();
  return toDeclared(version);
}

async function endVersion(db: Transaction<Tables>, id: number, page: Page<string>): Promise<void> {
  await db
    .updateTable('service_windows')
    .set({ ended_at: page.now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

async function currentRow(
  db: Kysely<Tables>,
  id: number,
  attempt: string,
): Promise<Selectable<ServiceWindowTable>> {
  const newest = await db
    .selectFrom('service_windows')
    .selectAll()
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) throw new NotFoundError(`${attempt}: there is no window of that number`);
  if (newest.ended_at !== null) throw new ConflictError(`${attempt}: it was cancelled`);
  return newest;
}

export function toDeclared(row: Selectable<ServiceWindowTable>): DeclaredWindow {
  return {
    id: row.id,
    version: row.version,
    window: { kind: row.kind, from: row.begins, to: row.ends, ...scopeOf(row) },
    recordedAt: row.created_at,
    recordedBy: row.created_by,
    why: row.why,
    endedAt: row.ended_at,
  };
}
