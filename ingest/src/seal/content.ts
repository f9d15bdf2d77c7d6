import { createHash, type Hash } from 'node:crypto';
import type { Received, SeriesReceived } from '@banyu/store';
import { DAY_MS, HOUR_MS } from '../receipts.ts';

/** What the readings that one seal covers come to; see docs/audit.md, "The content of a seal". */
export interface Content {
  readonly count: number;
  /** The first and last time of measurement, Unix ms. */
  readonly first: number;
  readonly last: number;
  /** SHA-256, lower-case hex. */
  readonly hash: string;
}

/** Readings of one series and one UTC day, received in one hour: what is hashed in one piece. */
export interface Group {
  readonly point: string;
  readonly parameter: string;
  readonly t: Float64Array;
  readonly value: Float64Array;
  readonly receivedAt: Float64Array;
}

/** Hashes the readings of one device and hour of receipt, group after group by (day, point, parameter). */
export class ContentHash {
  readonly #hash: Hash = createHash('sha256');
  #count = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  add({ point, parameter, t, value, receivedAt }: Group): void {
    this.#hash.update(`${JSON.stringify([point, parameter, t.length])}\n`);
    for (const column of [t, value, receivedAt]) this.#hash.update(bigEndian(column));
    this.#count += t.length;
    this.#first = Math.min(this.#first, t[0] ?? this.#first);
    this.#last = Math.max(this.#last, t.at(-1) ?? this.#last);
  }

  /** Ends it. Of no reading at all, `first` and `last` are infinite. */
  end(): Content {
    return { count: this.#count, first: this.#first, last: this.#last, hash: this.#hash.digest('hex') };
  }
}

/** IEEE 754 binary64, most significant byte first; every NaN, whose bits may differ, as 7ff8000000000000. */
function bigEndian(column: Float64Array): Buffer {
  const copy = column.slice();
  const words = new Uint32Array(copy.buffer);
  for (let i = 0; i < copy.length; i += 1) {
    if (!Number.isNaN(copy[i])) continue;
    words[2 * i] = 0;
    words[2 * i + 1] = 0x7ff80000;
  }
  return Buffer.from(copy.buffer).swap64();
}

/** The readings of one UTC day in groups by hour of receipt; within an hour in the order that is hashed. */
export function* groupsOfDay(
  received: Received,
): Generator<{ readonly hour: number; readonly group: Group }> {
  for (const series of received.series) yield* groupsOfSeries(series);
}

function* groupsOfSeries(
  series: SeriesReceived,
): Generator<{ readonly hour: number; readonly group: Group }> {
  const { point, parameter, t, value, receivedAt } = series;
  const rowsByHour = new Map<number, number[]>();
  for (let row = 0; row < t.length; row += 1) {
    const hour = Math.floor((receivedAt[row] as number) / HOUR_MS) * HOUR_MS;
    const rows = rowsByHour.get(hour);
    if (rows === undefined) rowsByHour.set(hour, [row]);
    else rows.push(row);
  }
  for (const [hour, rows] of rowsByHour) {
    const take = (column: Float64Array) =>
      rowsByHour.size === 1 ? column : Float64Array.from(rows, (row) => column[row] as number);
    const group = { point, parameter, t: take(t), value: take(value), receivedAt: take(receivedAt) };
    yield { hour, group };
  }
}

/** The begin of the UTC day of a time. */
export function dayOf(t: number): number {
  return Math.floor(t / DAY_MS) * DAY_MS;
}
