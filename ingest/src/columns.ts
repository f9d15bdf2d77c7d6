import type { ReadingBatch, SeriesKey } from '@banyu/contracts';

/** A series and its place in the columns that it was last used with. */
export interface SeriesSlot {
  readonly key: SeriesKey;
  columns: ReadingColumns | undefined;
  index: number;
}

const FIRST_CAPACITY = 1_024;

/** A reading batch under construction: columns that grow, filled row by row without an object for a reading. */
export class ReadingColumns {
  length = 0;
  readonly series: SeriesKey[] = [];
  #capacity = FIRST_CAPACITY;
  #seriesIndex = new Uint32Array(FIRST_CAPACITY);
  #t = new Float64Array(FIRST_CAPACITY);
  #value = new Float64Array(FIRST_CAPACITY);
  #flag = new Uint8Array(FIRST_CAPACITY);
  #tests = new Uint32Array(FIRST_CAPACITY);
  #settingsVersion = new Uint32Array(FIRST_CAPACITY);
  #receivedAt = new Float64Array(FIRST_CAPACITY);

  /** Adds a row; NaN is "no value". Its flag is 0 until quality has spoken. */
  add(slot: SeriesSlot, t: number, value: number, receivedAt: number): void {
    if (slot.columns !== this) {
      slot.columns = this;
      slot.index = this.series.push(slot.key) - 1;
    }
    const row = this.length;
    if (row === this.#capacity) this.#grow();
    this.#seriesIndex[row] = slot.index;
    this.#t[row] = t;
    this.#value[row] = value;
    this.#receivedAt[row] = receivedAt;
    this.length = row + 1;
  }

  /** The rows as they are, without a copy: valid until rows are added. */
  view(): ReadingBatch {
    return {
      series: this.series,
      length: this.length,
      seriesIndex: this.#seriesIndex,
      t: this.#t,
      value: this.#value,
      flag: this.#flag,
      tests: this.#tests,
      settingsVersion: this.#settingsVersion,
      receivedAt: this.#receivedAt,
    };
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#seriesIndex = widen(this.#seriesIndex, new Uint32Array(this.#capacity));
    this.#t = widen(this.#t, new Float64Array(this.#capacity));
    this.#value = widen(this.#value, new Float64Array(this.#capacity));
    this.#flag = widen(this.#flag, new Uint8Array(this.#capacity));
    this.#tests = widen(this.#tests, new Uint32Array(this.#capacity));
    this.#settingsVersion = widen(this.#settingsVersion, new Uint32Array(this.#capacity));
    this.#receivedAt = widen(this.#receivedAt, new Float64Array(this.#capacity));
  }
}

function widen<Column extends Uint8Array | Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
