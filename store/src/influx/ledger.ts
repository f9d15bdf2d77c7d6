import type { ReadingBatch, SeriesKey } from '@banyu/contracts';
import type { Conflict, RefusedRow } from '../outcome.ts';
import { refusalOf, sameValue } from '../refusal.ts';
import { fieldsOf, parameterOfField, RECEIVED } from './fields.ts';
import { Horizon } from './horizon.ts';
import type { InfluxHttp } from './http.ts';
import { type LineParts, linePartsOf, unwritable } from './line-protocol.ts';
import { newestOf, storedReadings, type Wanted } from './look-up.ts';

/** What becomes of the rows of a batch before anything is sent. */
export interface Admission {
  /** By index of the batch's series; undefined where the series cannot be written. */
  readonly series: readonly (LedgerSeries | undefined)[];
  /** Rows that the store does not hold yet. */
  readonly rows: number[];
  duplicates: number;
  readonly conflicts: Conflict[];
  readonly refused: RefusedRow[];
}

export interface LedgerSeries {
  readonly parts: LineParts;
  readonly identity: Identity;
  readonly place: Place;
}

/** What makes a reading one, together with its time: wherever the device stood. */
interface Identity {
  readonly device: string;
  readonly parameter: string;
  /** Undefined until the store was asked. */
  horizon: Horizon | undefined;
}

/** What makes a point of InfluxDB one, together with its time. */
export interface Place {
  readonly device: string;
  /** The newest point that carries a receive time; -Infinity for none. Undefined until the store was asked. */
  receivedUpTo: number | undefined;
}

/**
 * Sees to it that the first value wins. InfluxDB itself overwrites, so a row goes out only when it is known that
 * its place is free: from memory for the rows that go on where a series ended, by a query for the others. Holds a few
 * numbers a series. Right as long as no other process writes into the same series.
 */
export class Ledger {
  readonly #http: InfluxHttp;
  readonly #telemetry: string;
  readonly #series = new Map<string, LedgerSeries>();
  readonly #identities = new Map<string, Identity>();
  readonly #places = new Map<string, Place>();

  /** `telemetry`: the measurement as InfluxQL names it. */
  constructor(http: InfluxHttp, telemetry: string) {
    this.#http = http;
    this.#telemetry = telemetry;
  }

  /**
   * Sorts a batch into what is new, was there before, or cannot be. What is new counts as stored from here on:
   * call `forget` when it is not. Throws QueryError.
   */
  async admit(batch: ReadingBatch, sealedBefore: number): Promise<Admission> {
    const series = batch.series.map((key) => this.#series.get(nameOf(key)) ?? this.#enter(key));
    await this.#load(series.filter((one) => one !== undefined));

    const admission: Admission = { series, rows: [], duplicates: 0, conflicts: [], refused: [] };
    const late: number[] = [];
    for (let row = 0; row < batch.length; row++) {
      const reason = refusalOf(batch, row, sealedBefore);
      const index = batch.seriesIndex[row] as number;
      const known = series[index];
      if (reason !== undefined) admission.refused.push({ row, reason });
      else if (known === undefined) admission.refused.push({ row, reason: whyUnwritable(index) });
      else if (known.identity.horizon?.take(batch.t[row] as number) === true) admission.rows.push(row);
      else late.push(row);
    }
    if (late.length > 0) await this.#admitLate(batch, admission, late);
    return admission;

    function whyUnwritable(index: number): string {
      return unwritable(batch.series[index] as SeriesKey) ?? '';
    }
  }

  /** To be called when it is not certain what is stored of these series: the store is asked again. */
  forget(batch: ReadingBatch): void {
    for (const key of batch.series) {
      const known = this.#series.get(nameOf(key));
      if (known === undefined) continue;
      known.identity.horizon = undefined;
      known.place.receivedUpTo = undefined;
    }
  }

  async #admitLate(batch: ReadingBatch, admission: Admission, late: readonly number[]): Promise<void> {
    const taken = await this.#storedAt(batch, late);
    const takenFor = (row: number): Map<number, number> | undefined => {
      const { device, parameter } = batch.series[batch.seriesIndex[row] as number] as SeriesKey;
      return taken.get(identityName(device, parameter));
    };
    for (const row of admission.rows) takenFor(row)?.set(batch.t[row] as number, batch.value[row] as number);
    for (const row of late) {
      const t = batch.t[row] as number;
      const value = batch.value[row] as number;
      const storedValue = takenFor(row)?.get(t);
      if (storedValue === undefined) {
        takenFor(row)?.set(t, value);
        admission.rows.push(row);
      } else if (sameValue(storedValue, value)) {
        admission.duplicates++;
      } else {
        admission.conflicts.push({ row, storedValue });
      }
    }
  }

  /** The values that the store holds where the rows would go: by identity of the rows, then time. */
  async #storedAt(batch: ReadingBatch, rows: readonly number[]): Promise<Map<string, Map<number, number>>> {
    const wanted = new Map<string, Wanted>();
    const values = new Map<string, Map<number, number>>();
    for (const row of rows) {
      const { device, parameter } = batch.series[batch.seriesIndex[row] as number] as SeriesKey;
      const ofDevice = entryOf(wanted, device, () => ({ parameters: new Set(), times: new Set() }));
      ofDevice.parameters.add(parameter);
      ofDevice.times.add(batch.t[row] as number);
      entryOf(values, identityName(device, parameter), () => new Map());
    }
    for await (const { device, parameter, t, value } of storedReadings(this.#http, this.#telemetry, wanted)) {
      values.get(identityName(device, parameter))?.set(t, value);
    }
    return values;
  }

  /** Asks the store where the series end that are not known yet. */
  async #load(series: readonly LedgerSeries[]): Promise<void> {
    const newest = new Map<Identity, number>();
    const received = new Map<Place, number>();
    const devicesByField = new Map<string, Set<string>>();
    for (const { identity, place } of series) {
      if (identity.horizon === undefined) {
        newest.set(identity, Number.NEGATIVE_INFINITY);
        entryOf(devicesByField, fieldsOf(identity.parameter).flag, () => new Set()).add(identity.device);
      }
      if (place.receivedUpTo === undefined) {
        received.set(place, Number.NEGATIVE_INFINITY);
        entryOf(devicesByField, RECEIVED, () => new Set()).add(place.device);
      }
    }
    for await (const { field, tags, t } of newestOf(this.#http, this.#telemetry, devicesByField)) {
      const { plant = '', point = '', device = '' } = tags;
      if (field === RECEIVED) raise(received, this.#places.get(placeName(plant, point, device)), t);
      // A device that was moved has its series at several places.
      else raise(newest, this.#identities.get(identityName(device, parameterOfField(field))), t);
    }
    for (const [identity, t] of newest) {
      identity.horizon = t === Number.NEGATIVE_INFINITY ? Horizon.empty() : Horizon.upTo(t);
    }
    for (const [place, t] of received) place.receivedUpTo = t;
  }

  /** A series that was not seen before; undefined when it cannot be written. */
  #enter(key: SeriesKey): LedgerSeries | undefined {
    if (unwritable(key) !== undefined) return undefined;
    const { plant, point, device, parameter } = key;
    const series = {
      parts: linePartsOf(key),
      identity: entryOf(this.#identities, identityName(device, parameter), () => ({
        device,
        parameter,
        horizon: undefined,
      })),
      place: entryOf(this.#places, placeName(plant, point, device), () => ({
        device,
        receivedUpTo: undefined,
      })),
    };
    this.#series.set(nameOf(key), series);
    return series;
  }
}

// Names of what can be written hold no line feed, so that these texts are as unique as their parts.
function nameOf({ plant, point, device, parameter }: SeriesKey): string {
  return `${plant}\n${point}\n${device}\n${parameter}`;
}
function placeName(plant: string, point: string, device: string): string {
  return `${plant}\n${point}\n${device}`;
}
function identityName(device: string, parameter: string): string {
  return `${device}\n${parameter}`;
}

/** Raises the number of a key that is in the map. */
function raise<K>(map: Map<K, number>, key: K | undefined, to: number): void {
  const now = key === undefined ? undefined : map.get(key);
  if (key !== undefined && now !== undefined && now < to) map.set(key, to);
}

function entryOf<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
