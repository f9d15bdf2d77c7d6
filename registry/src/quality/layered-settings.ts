import {
  DEFAULT_SETTINGS_VERSION,
  defaultQualitySettings,
  type ParameterId,
  type QualitySettings,
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
 */
export function settingsOverTime(
  series: PlacedSeries,
  entries: readonly SettingsEntry[],
  upTo = Number.POSITIVE_INFINITY,
): readonly DatedSettings[] {
  const ours = entries.filter(({ version, scope }) => version <= upTo && covers(scope, series));
  const times = [...new Set(ours.map(({ validFrom }) => validFrom))].sort((a, b) => a - b);
  return [Number.NEGATIVE_INFINITY, ...times].map((from) => settingsAt(series, ours, from));
}

function settingsAt(series: PlacedSeries, ours: readonly SettingsEntry[], t: number): DatedSettings {
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
  const interval = changes.findLast(({ intervalSeconds }) => intervalSeconds !== undefined)?.intervalSeconds;
  const place = series.isEffluent ? 'effluent' : 'other';
  return {
    from: t,
    version: Math.max(DEFAULT_SETTINGS_VERSION, ...entries.map(({ version }) => version)),
    settings: Object.assign({}, defaultQualitySettings(series.parameter, place, interval), ...changes),
    entries,
  };
}

function isLater(a: SettingsEntry, b: SettingsEntry): boolean {
  return a.validFrom > b.validFrom || (a.validFrom === b.validFrom && a.version > b.version);
}
