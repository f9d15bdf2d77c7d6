import type { QualitySettings, SeriesKey, ServiceWindow } from '@banyu/contracts';

/** Settings and the time from which on they judge, until the next ones do. */
export interface DatedSettings {
  /** Unix ms. */
  readonly from: number;
  /** Stored with each reading that they judged; see FIRST_OWN_SETTINGS_VERSION. */
  readonly version: number;
  readonly settings: QualitySettings;
}

/**
 * How series are to be judged, and when somebody works on them. Answers from memory; asked once for each series, and
 * again when it says that something changed. Give the same objects for the same settings: they are compiled once.
 */
export interface QualityDirectory {
  /** Every settings that the series ever had, by time; the first also judge what is older. Never empty. */
  settings(series: SeriesKey): readonly DatedSettings[];
  /** The windows declared for the series, in any order; those that devices announce by events are not among them. */
  serviceWindows(series: SeriesKey): readonly ServiceWindow[];
  /** IANA zone of the plant, for hours and days. */
  timeZone(plant: string): string;
  /** A number that is another one whenever any answer may be. */
  changed(): number;
}
