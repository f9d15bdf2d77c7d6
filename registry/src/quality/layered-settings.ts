import {
  DEFAULT_SETTINGS_VERSION,
  defaultQualitySettings,
  type ParameterId,
  QualitySettings,
  type QualitySettingsChange,
} from '@banyu/contracts';
import { covers, type ScopeRow } from '../scope.ts';

/** What somebody set for a scope, from a time of the readings on. */
export interface SettingsEntry {
  /** Over all scopes and plants, rising; stored with every reading that it judged. */
  readonly version: number;
  readonly scope: ScopeRow;
  /** Null: what is said less specifically, or by default, holds again. */
  readonly change: QualitySettingsChange | null;
  /** The time of the readings, not of the clock; Unix ms. */
  readonly validFrom: number;
}

/** How often the device of a series is to sample, from a time of the readings on; null: it is not said any more. */
export interface ExpectedInterval {
  readonly from: number;
  readonly intervalSeconds: number | null;
}

/** A series, and where it stands. */
export interface PlacedSeries {
  readonly plant: string;
  readonly point: string;
  readonly device: string;
  readonly parameter: ParameterId;
  /** Whether treated water runs there. */
  readonly isEffluent: boolean;
}

/** Where the defaults for treated water hold. */
export function isTreatedWater(point: { readonly id: string; readonly compliance_point: number }): boolean {
  return point.compliance_point === 1 || point.id === 'effluent';
}

/** Settings and the time from which on they judge. */
export interface DatedSettings {
  readonly from: number;
  readonly version: number;
  readonly settings: QualitySettings;
  /** The entries they are made of, the least specific first. */
  readonly entries: readonly SettingsEntry[];
  /** What the schedule's interval would make of them, where windows would be too short for it: those are not run. */
  readonly refused?: QualitySettings;
}

/**
 * How specific a scope is. Whatever names a device is more specific than what names a point only, that more than what
 * holds for the whole plant; of two alike, the one that names the parameter.
 */
export function specificity({ point, device, parameter }: ScopeRow): number {
  return (device === null ? 0 : 4) + (point === null ? 0 : 2) + (parameter === null ? 0 : 1);
}

/**
 * All settings that a series has over time, beginning with those by default, from −∞. At a time t there holds of each
 * scope the entry with the latest `validFrom` up to t, of several the one with the highest version. Test by test
 * (key by key) the most specific scope that says something wins, and the defaults fill the rest. `version` is the
 * highest of the entries that hold: with the reading's time it determines the settings, as what was entered later
 * has higher ones. `upTo` leaves out those, to see what a reading was judged by.
 *
 * `intervals`, ascending in time, are what the device's schedules say: where one holds, it is the interval, whatever the
 * settings say, so that it is said once. Schedules are dated and versioned themselves; `version` says nothing of them.
 */
export function settingsOverTime(
  series: PlacedSeries,
  entries: readonly SettingsEntry[],
  upTo = Number.POSITIVE_INFINITY,
  intervals: readonly ExpectedInterval[] = [],
): readonly DatedSettings[] {
  const ours = entries.filter(({ version, scope }) => version <= upTo && covers(scope, series));
  const begins = [...ours.map(({ validFrom }) => validFrom), ...intervals.map(({ from }) => from)];
  const times = [...new Set(begins)].sort((a, b) => a - b);
  return [Number.NEGATIVE_INFINITY, ...times].map((from) => {
    const expected = intervals.findLast((interval) => interval.from <= from)?.intervalSeconds ?? null;
    return settingsAt(series, ours, from, expected);
  });
}

/** Intervals that the default windows, in hours, can be counted in. */
const SHORTEST_SECONDS = 5;
const LONGEST_SECONDS = 1_200;

function settingsAt(
  series: PlacedSeries,
  ours: readonly SettingsEntry[],
  t: number,
  expectedSeconds: number | null,
): DatedSettings {
  const holding = new Map<number, SettingsEntry>();
  for (const entry of ours) {
    if (entry.validFrom > t) continue;
    // The scopes of one series differ in how specific they are.
    const rank = specificity(entry.scope);
    const other = holding.get(rank);
    if (other === undefined || isLater(entry, other)) holding.set(rank, entry);
  }
  const entries = [...holding.entries()].sort(([a], [b]) => a - b).map(([, entry]) => entry);
  const changes = entries.map(({ change }) => change ?? {});
  const said = changes.findLast(({ intervalSeconds }) => intervalSeconds !== undefined)?.intervalSeconds;
  const place = series.isEffluent ? 'effluent' : 'other';
  const withInterval = (seconds: number | undefined): QualitySettings => ({
    ...Object.assign({}, defaultQualitySettings(series.parameter, place, seconds), ...changes),
    ...(seconds !== undefined && { intervalSeconds: seconds }),
  });
  const expected = expectedSeconds === null ? undefined : withInterval(countable(expectedSeconds));
  const isRefused = expected !== undefined && !QualitySettings.safeParse(expected).success;
  return {
    from: t,
    version: Math.max(DEFAULT_SETTINGS_VERSION, ...entries.map(({ version }) => version)),
    settings: expected === undefined || isRefused ? withInterval(said) : expected,
    entries,
    ...(isRefused && { refused: expected }),
  };
}

function countable(seconds: number): number {
  return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds));
}

function isLater(a: SettingsEntry, b: SettingsEntry): boolean {
  return a.validFrom > b.validFrom || (a.validFrom === b.validFrom && a.version > b.version);
}
