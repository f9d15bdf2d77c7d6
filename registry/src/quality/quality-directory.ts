import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { parameterOf, type SeriesKey, type ServiceWindow, seriesName } from '@banyu/contracts';
import type { Selectable } from 'kysely';
import { changeCounter, openReader, queryBuilder } from '../database.ts';
import { covers, scopeOf } from '../scope.ts';
import type { DeviceScheduleTable, QualitySettingsTable, ServiceWindowTable } from '../tables.ts';
import { expectedIntervals } from './expected-intervals.ts';
import {
  type DatedSettings,
  isTreatedWater,
  type SettingsEntry,
  settingsOverTime,
} from './layered-settings.ts';
import { toEntry } from './settings.ts';

/** How long a change may go unnoticed. */
const CHECK_EVERY_MS = 200;

interface PlantQuality {
  readonly timeZone: string;
  /** Points where treated water runs. */
  readonly treated: ReadonlySet<string>;
  readonly settings: readonly SettingsEntry[];
  readonly windows: readonly ServiceWindowTable[];
}

/**
 * How every series is to be judged, and when somebody works on its sensor, for a thread that must not wait: answers
 * are synchronous and from memory. What another process or connection changed is seen after at most 200 ms.
 */
export class QualityDirectory implements Disposable {
  readonly #reader: DatabaseSync;
  readonly #clock: () => number;
  readonly #changes: () => unknown;
  readonly #queries: readonly StatementSync[];
  #plants = new Map<string, PlantQuality>();
  /** By device. */
  #schedules: ReadonlyMap<string, readonly Schedule[]> = new Map();
  /** Made once for each series, until something changes: who compiles them can go by the object. */
  #made = new Map<string, readonly DatedSettings[]>();
  #counter: unknown;
  #content = '';
  #version = 0;
  #checkedAt: number;

  /** `clock` in ms; it only measures how long ago was looked for changes. */
  constructor(path: string, clock: () => number) {
    this.#clock = clock;
    this.#checkedAt = clock();
    this.#reader = openReader(path);
    try {
      this.#changes = changeCounter(this.#reader);
      this.#queries = queries().map((sql) => this.#reader.prepare(sql));
      this.#loadWhenChanged();
    } catch (error) {
      this.#reader.close();
      throw error;
    }
  }

  /** Every settings that the series ever had, by time, the first from −∞. Throws RangeError without that parameter. */
  settings(series: SeriesKey): readonly DatedSettings[] {
    this.#check();
    const name = seriesName(series);
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const { plant, point, device } = series;
    const parameter = parameterOf(series.parameter)?.id;
    if (parameter === undefined) throw new RangeError(`the contract has no parameter "${series.parameter}"`);
    const quality = this.#plants.get(plant);
    const isEffluent = quality?.treated.has(point) ?? false;
    const made = settingsOverTime(
      { plant, point, device, parameter, isEffluent },
      quality?.settings ?? [],
      Number.POSITIVE_INFINITY,
      expectedIntervals(this.#schedules.get(device) ?? [], parameter),
    );
    this.#made.set(name, made);
    return made;
  }

  /** The windows that people declared for the series, in order of their beginning. */
  serviceWindows(series: SeriesKey): readonly ServiceWindow[] {
    this.#check();
    const windows = this.#plants.get(series.plant)?.windows ?? [];
    return windows
      .filter((row) => covers(row, series))
      .map((row) => ({ kind: row.kind, from: row.begins, to: row.ends, ...scopeOf(row) }));
  }

  /** The plant's IANA zone; Asia/Jakarta for one that is not known. */
  timeZone(plant: string): string {
    this.#check();
    return this.#plants.get(plant)?.timeZone ?? 'Asia/Jakarta';
  }

  /** A number that is another one whenever any answer may be. */
  changed(): number {
    this.#check();
    return this.#version;
  }

  close(): void {
    this.#reader.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #check(): void {
    const now = this.#clock();
    if (now - this.#checkedAt < CHECK_EVERY_MS) return;
    this.#checkedAt = now;
    this.#loadWhenChanged();
  }

  /**
   * The counter moves with any write to the registry, so what was read is compared too. It is asked first: a change
   * that comes in between is loaded twice rather than missed.
   */
  #loadWhenChanged(): void {
    const counter = this.#changes();
    if (counter === this.#counter) return;
    const tables = this.#queries.map((query) => query.all());
    const content = JSON.stringify(tables);
    this.#counter = counter;
    if (content === this.#content) return;
    this.#content = content;
    const loaded: Content = JSON.parse(content);
    this.#plants = plantsOf(loaded);
    this.#schedules = Map.groupBy(loaded[4], ({ device }) => device);
    this.#made = new Map();
    this.#version += 1;
  }
}

/** Opens the directory of an existing registry. Throws ConfigurationError when it cannot be read. */
export function openQualityDirectory(options: {
  readonly path: string;
  readonly clock?: () => number;
}): QualityDirectory {
  return new QualityDirectory(options.path, options.clock ?? (() => performance.now()));
}

type Content = readonly [
  plants: readonly { readonly id: string; readonly time_zone: string }[],
  points: readonly { readonly plant: string; readonly id: string; readonly compliance_point: number }[],
  settings: readonly Selectable<QualitySettingsTable>[],
  windows: readonly ServiceWindowTable[],
  schedules: readonly Schedule[],
];

type Schedule = Pick<Selectable<DeviceScheduleTable>, 'device' | 'begins' | 'parameters' | 'interval_ms'>;

/** In the order of `Content`. */
function queries(): readonly string[] {
  const builder = queryBuilder();
  return [
    builder.selectFrom('plants').select(['id', 'time_zone']).orderBy('id'),
    builder.selectFrom('points').select(['plant', 'id', 'compliance_point']).orderBy('plant').orderBy('id'),
    builder.selectFrom('quality_settings').selectAll().orderBy('id'),
    builder
      .selectFrom('service_windows')
      .selectAll()
      .where((row) => row('ended_at', 'is', null))
      .orderBy('begins')
      .orderBy('id'),
    builder
      .selectFrom('device_schedules')
      .select(['device', 'begins', 'parameters', 'interval_ms'])
      .where((row) => row('ended_at', 'is', null))
      .orderBy('device')
      .orderBy('begins'),
  ].map((query) => query.compile().sql);
}

function plantsOf([plants, points, settings, windows]: Content): Map<string, PlantQuality> {
  const treated = Map.groupBy(points.filter(isTreatedWater), ({ plant }) => plant);
  const settingsOf = Map.groupBy(settings.map(toEntry), ({ scope }) => scope.plant);
  const windowsOf = Map.groupBy(windows, ({ plant }) => plant);
  return new Map(
    plants.map(({ id, time_zone: timeZone }) => [
      id,
      {
        timeZone,
        treated: new Set(treated.get(id)?.map((point) => point.id)),
        settings: settingsOf.get(id) ?? [],
        windows: windowsOf.get(id) ?? [],
      },
    ]),
  );
}
