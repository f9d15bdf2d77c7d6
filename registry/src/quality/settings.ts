import {
  FIRST_OWN_SETTINGS_VERSION,
  type InputIssue,
  InvalidInputError,
  NewQualitySettings,
  NotFoundError,
  PARAMETER_IDS,
  type ParameterId,
  parameterOf,
  type QualitySettings,
  type QualitySettingsChange,
  type Scope,
  type SeriesKey,
  type Signature,
} from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Ledger } from '../audit/ledger.ts';
import { refuseLocked } from '../corrections/locks.ts';
import { nextId } from '../next-id.ts';
import { parseInput, quote } from '../parse-input.ts';
import { overlaps, resolveScope, type ScopeRow, scopeOf } from '../scope.ts';
import type { QualitySettingsTable, Tables } from '../tables.ts';
import { expectedIntervals } from './expected-intervals.ts';
import { faultsBySchedules, faultsOf } from './faults-by-schedules.ts';
import { isTreatedWater, type SettingsEntry, settingsOverTime } from './layered-settings.ts';
import { queueRequalification } from './requalification-queue.ts';

/** So many faults are told at once. */
const FAULTS_SHOWN = 20;

/** Settings as somebody set them. Instants are Unix ms. */
export interface SettingsVersion {
  readonly version: number;
  readonly scope: Scope;
  /** What it changes of less specific settings and the defaults; null: nothing any more. */
  readonly settings: QualitySettingsChange | null;
  /** Judges readings from this time on. */
  readonly validFrom: number;
  readonly recordedAt: number;
  readonly recordedBy: string;
  readonly why: string;
}

/** Stored readings that were judged by other settings than hold now: they are to be judged again. */
export interface RequalificationDue {
  readonly scope: Scope;
  readonly from: number;
  readonly to: number;
}

/**
 * Settings of the quality tests, by scope and time. None is changed in place: a later version takes its turn, from the
 * time it says. The methods throw InvalidInputError (also when a series' settings, put together, could not be run),
 * NotFoundError, or ConflictError when an approval stands in the way.
 */
export class Settings {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /**
   * Sets what the scope changes, replacing all that it changed before, from `validFrom` (default: now) on. A time in
   * the past has to be asked for by `backdated`; readings since then are due to be judged again.
   */
  async set(
    input: NewQualitySettings,
    signature: Signature,
  ): Promise<{ readonly set: SettingsVersion; readonly due: RequalificationDue | null }> {
    const attempt = 'Cannot set quality settings';
    const { scope, settings, validFrom, backdated } = parseInput(NewQualitySettings, input, attempt);
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const from = validFrom ?? page.now;
      if (from < page.now && !backdated) {
        throw new InvalidInputError(
          `${attempt}: they would hold from ${new Date(from).toISOString()}, which is past; readings since then would ` +
            'have to be judged again: say backdated if that is meant',
          { field: 'validFrom' },
        );
      }
      const row = {
        id: await nextId(db, 'quality_settings'),
        ...(await resolveScope(db, scope, attempt)),
        settings: settings === null ? null : JSON.stringify(settings),
        valid_from: from,
        created_at: page.now,
        created_by: page.by,
        why: page.why,
      };
      const entries = (await rowsOf(db, scope.plant)).map(toEntry);
      const entry = toEntry(row);
      refuseUnsafe(entry, entries, await faultsBySchedules(db, entry, entries), attempt);
      const next = entries.filter((other) => sameScope(other.scope, entry.scope) && other.validFrom > from);
      const until = Math.min(Number.MAX_SAFE_INTEGER, ...next.map(({ validFrom }) => validFrom));
      await refuseLocked(db, entry.scope, from, until, attempt);
      await db.insertInto('quality_settings').values(row).execute();
      const set = toVersion(row);
      const before = entries.filter((other) => sameScope(other.scope, entry.scope)).at(-1);
      await page.note({
        action: 'settings.set',
        plant: scope.plant,
        subject: `settings/${set.version}`,
        before: before === undefined ? null : { version: before.version, settings: before.change },
        after: set,
      });
      await queueRequalification(db, page, {
        scope: entry.scope,
        from,
        to: next.length === 0 ? null : until,
        cause: `settings/${set.version}`,
      });
      const due = from < page.now ? { scope: set.scope, from, to: page.now } : null;
      return { set, due };
    });
  }

  /** Every version of exactly that scope, newest first. Throws NotFoundError. */
  async history(scope: Scope): Promise<readonly SettingsVersion[]> {
    const wanted = await resolveScope(this.#db, scope, 'Cannot read quality settings');
    const rows = await rowsOf(this.#db, scope.plant);
    return rows
      .filter((row) => sameScope(row, wanted))
      .map(toVersion)
      .reverse();
  }

  /** Every version of every scope in the plant, newest first. */
  async list(plant: string): Promise<readonly SettingsVersion[]> {
    return (await rowsOf(this.#db, plant)).map(toVersion).reverse();
  }

  /**
   * What judges a reading of that series and time, complete, with the versions it is made of; `upTo`: what judged it
   * when that was the newest version. The interval is that of the schedules that hold now. Throws NotFoundError without that parameter or plant.
   */
  async inForce(
    series: SeriesKey,
    t: number,
    upTo?: number,
  ): Promise<{
    readonly version: number;
    readonly settings: QualitySettings;
    readonly of: readonly SettingsVersion[];
  }> {
    const { plant, point, device } = series;
    const parameter = parameterOf(series.parameter)?.id;
    if (parameter === undefined) throw new NotFoundError(`there is no parameter ${quote(series.parameter)}`);
    const rows = await rowsOf(this.#db, plant);
    const isEffluent = await isEffluentPoint(this.#db, plant, point);
    const placed = { plant, point, device, parameter, isEffluent };
    const schedules = await this.#db
      .selectFrom('device_schedules')
      .select(['begins', 'parameters', 'interval_ms'])
      .where('device', '=', device)
      .where('ended_at', 'is', null)
      .orderBy('begins')
      .execute();
    const intervals = expectedIntervals(schedules, parameter);
    const dated = settingsOverTime(placed, rows.map(toEntry), upTo, intervals);
    const settings = dated.findLast(({ from }) => from <= t);
    if (settings === undefined) throw new RangeError(`Cannot read quality settings at ${t}`);
    const versions = new Set(settings.entries.map(({ version }) => version));
    const of = rows.map(toVersion).filter(({ version }) => versions.has(version));
    return { version: settings.version, settings: settings.settings, of };
  }
}

/** A plant's settings in order of their versions. */
async function rowsOf(
  db: Kysely<Tables>,
  plant: string,
): Promise<readonly Selectable<QualitySettingsTable>[]> {
  return await db
    .selectFrom('quality_settings')
    .selectAll()
    .where('plant', '=', plant)
    .orderBy('id')
    .execute();
}

async function isEffluentPoint(db: Kysely<Tables>, plant: string, id: string): Promise<boolean> {
  const point = await db
    .selectFrom('points')
    .select(['id', 'compliance_point'])
    .where('plant', '=', plant)
    .where('id', '=', id)
    .executeTakeFirst();
  return point !== undefined && isTreatedWater(point);
}

export function toEntry(row: Selectable<QualitySettingsTable>): SettingsEntry {
  const { plant, point, device, parameter } = row;
  return {
    version: FIRST_OWN_SETTINGS_VERSION - 1 + row.id,
    scope: { plant, point, device, parameter },
    change: row.settings === null ? null : JSON.parse(row.settings),
    validFrom: row.valid_from,
  };
}

export function toVersion(row: Selectable<QualitySettingsTable>): SettingsVersion {
  const { version, scope, change, validFrom } = toEntry(row);
  return {
    version,
    scope: scopeOf(scope),
    settings: change,
    validFrom,
    recordedAt: row.created_at,
    recordedBy: row.created_by,
    why: row.why,
  };
}

function sameScope(a: ScopeRow, b: ScopeRow): boolean {
  return a.point === b.point && a.device === b.device && a.parameter === b.parameter;
}

/**
 * Refuses the entry, with every fault, when with the others, or a device's schedule, it makes settings of any series that
 * cannot be run.
 */
function refuseUnsafe(
  entry: SettingsEntry,
  others: readonly SettingsEntry[],
  bySchedules: readonly InputIssue[],
  attempt: string,
): void {
  const entries = [...others, entry];
  const scopes = entries.map(({ scope }) => scope).filter((scope) => overlaps(scope, entry.scope));
  const checked = new Set<string>();
  const faults = new Map<string, InputIssue>();
  for (const a of scopes) {
    for (const series of seriesFor(a, entry.scope)) {
      const name = JSON.stringify(series);
      if (checked.has(name)) continue;
      checked.add(name);
      for (const dated of settingsOverTime(series, entries)) {
        if (!dated.entries.includes(entry)) continue;
        for (const fault of faultsOf(dated.settings, series.parameter))
          faults.set(JSON.stringify(fault), fault);
      }
    }
  }
  for (const fault of bySchedules) faults.set(JSON.stringify(fault), fault);
  if (faults.size === 0) return;
  const issues = [...faults.values()];
  const shown = issues.slice(0, FAULTS_SHOWN);
  const rest = issues.length - shown.length;
  const text = shown.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new InvalidInputError(
    `${attempt}, with what else holds: ${text}${rest === 0 ? '' : `; and ${rest} more`}`,
    { issues: shown },
  );
}

/** Series, real or standing for all others, that both scopes speak of. */
function seriesFor(a: ScopeRow, b: ScopeRow) {
  const other = '';
  const parameter = a.parameter ?? b.parameter;
  const parameters: readonly ParameterId[] = parameter === null ? PARAMETER_IDS : [parameter];
  return parameters.flatMap((id) =>
    [true, false].map((isEffluent) => ({
      plant: a.plant,
      point: a.point ?? b.point ?? other,
      device: a.device ?? b.device ?? other,
      parameter: id,
      isEffluent,
    })),
  );
}
