import type { Flag, SeriesKey } from '@banyu/contracts';
import { HOUR_MS } from '../bucket.ts';
import type { SeriesFilter } from '../query.ts';
import { compareSeries, matchesFilter } from '../series-order.ts';

/** Before every time a reading can have. */
export const NO_TIME = -1;

/** Hours of a sensor whose newest time is kept in memory besides the newest hour; the others are asked for again. */
const HOURS_KEPT = 8;

/** A device's parameter, wherever the device stood: readings are unique by sensor and time. */
export interface Sensor {
  /** Newest time stored; NO_TIME when there is none. */
  newest: number;
  /** The hour of `newest`. */
  newestHour: number;
  /** Newest time stored by hour, for earlier hours that were asked for; NO_TIME: the hour is empty. */
  readonly newestByHour: Map<number, number>;
  /** A sensor has one series for each place its device stood. */
  readonly series: KnownSeries[];
}

export interface KnownSeries {
  readonly id: number;
  readonly key: SeriesKey;
  readonly sensor: Sensor;
  /** Whether the series stands in the database. */
  persisted: boolean;
  latest: LatestReading | undefined;
  /** The same as the table `dirty_hour` says. */
  readonly dirtyHours: Set<number>;
  /** One of `dirtyHours`, the last one touched; NO_TIME when there is none. */
  lastDirtyHour: number;
}

/** A reading without its series; written over in place. */
export interface LatestReading {
  t: number;
  value: number;
  flag: Flag;
  tests: number;
  settingsVersion: number;
  receivedAt: number;
}

/** The begin of the UTC hour of a time. */
export function hourOf(t: number): number {
  return t - (t % HOUR_MS);
}

/** What is kept in memory of the database, so that new readings are known as new without a look at it. */
export interface Known {
  readonly series: KnownSeriesIndex;
  /** Raw readings before this time were deleted by age, and no more are taken. */
  sealedBefore: number;
  /** Readings that wait to be sorted. */
  unsorted: number;
}

/** The series of the database, and those that are about to be. */
export class KnownSeriesIndex {
  /** By device, then parameter. */
  readonly #sensors = new Map<string, Map<string, Sensor>>();
  readonly #series = new Map<number, KnownSeries>();
  #lastId = 0;

  /** Adds a series that stands in the database. */
  add(id: number, key: SeriesKey): KnownSeries {
    const series: KnownSeries = {
      id,
      key,
      sensor: this.#findOrAddSensor(key),
      persisted: true,
      latest: undefined,
      dirtyHours: new Set(),
      lastDirtyHour: NO_TIME,
    };
    series.sensor.series.push(series);
    this.#series.set(id, series);
    this.#lastId = Math.max(this.#lastId, id);
    return series;
  }

  byId(id: number): KnownSeries {
    const series = this.#series.get(id);
    if (series === undefined) throw new Error(`The database names a series ${id} that it does not describe`);
    return series;
  }

  find(key: SeriesKey): KnownSeries | undefined {
    const sensor = this.#sensors.get(key.device)?.get(key.parameter);
    return sensor?.series.find(({ key: { plant, point } }) => plant === key.plant && point === key.point);
  }

  /** The series of a key; a new one is not persisted yet. */
  findOrAdd(key: SeriesKey): KnownSeries {
    const known = this.find(key);
    if (known !== undefined) return known;
    const { plant, point, device, parameter } = key;
    const series = this.add(this.#lastId + 1, { plant, point, device, parameter });
    series.persisted = false;
    return series;
  }

  /** In order of series. */
  matching(filter: SeriesFilter): KnownSeries[] {
    return [...this.#series.values()]
      .filter((series) => matchesFilter(filter, series.key))
      .sort((a, b) => compareSeries(a.key, b.key));
  }

  all(): Iterable<KnownSeries> {
    return this.#series.values();
  }

  #findOrAddSensor({ device, parameter }: SeriesKey): Sensor {
    let ofDevice = this.#sensors.get(device);
    if (ofDevice === undefined) {
      ofDevice = new Map();
      this.#sensors.set(device, ofDevice);
    }
    let sensor = ofDevice.get(parameter);
    if (sensor === undefined) {
      sensor = { newest: NO_TIME, newestHour: NO_TIME, newestByHour: new Map(), series: [] };
      ofDevice.set(parameter, sensor);
    }
    return sensor;
  }
}

/** The newest time stored in an hour of a sensor; NO_TIME: none; undefined: not known in memory. */
export function newestInHour(sensor: Sensor, hour: number): number | undefined {
  if (hour > sensor.newestHour) return NO_TIME;
  return hour === sensor.newestHour ? sensor.newest : sensor.newestByHour.get(hour);
}

/** Notes that a time is the newest of its hour. */
export function raiseNewest(sensor: Sensor, hour: number, t: number): void {
  if (hour < sensor.newestHour) {
    sensor.newestByHour.set(hour, t);
    return;
  }
  if (hour > sensor.newestHour && sensor.newest !== NO_TIME) {
    sensor.newestByHour.set(sensor.newestHour, sensor.newest);
  }
  sensor.newest = t;
  sensor.newestHour = hour;
}

/** Forgets the hours noted first, beyond those that are kept. */
export function forgetHours(sensor: Sensor): void {
  for (const hour of sensor.newestByHour.keys()) {
    if (sensor.newestByHour.size <= HOURS_KEPT) return;
    sensor.newestByHour.delete(hour);
  }
}
