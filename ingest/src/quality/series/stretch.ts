import type { SeriesPoints } from './series-points.ts';

const FIRST_CAPACITY = 16;
/** How much more room is made than is needed, and how much must be spare for the old columns to do. */
const GROWTH = 1.25;
const SPARE = 1.1;

/**
 * All readings of one series from `knownFrom` to `knownTo`, both inside, in order of time, with the flags that the store has, or
 * is about to have. Columns whose front is let go as time goes on.
 */
export class Stretch implements SeriesPoints {
  begin = 0;
  end = 0;
  t = new Float64Array(FIRST_CAPACITY);
  value = new Float64Array(FIRST_CAPACITY);
  x = new Float64Array(FIRST_CAPACITY);
  receivedAt = new Float64Array(FIRST_CAPACITY);
  flag = new Uint8Array(FIRST_CAPACITY);
  tests = new Uint32Array(FIRST_CAPACITY);
  /** Infinite where nothing is stored before, or after. */
  knownFrom: number;
  knownTo: number;

  constructor(knownFrom: number, knownTo: number) {
    this.knownFrom = knownFrom;
    this.knownTo = knownTo;
  }

  get length(): number {
    return this.end - this.begin;
  }

  /** The first point whose time is at or after `t`. */
  indexOf(t: number): number {
    let low = this.begin;
    let high = this.end;
    if (high > low && (this.t[high - 1] as number) < t) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.t[middle] as number) < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The point of that very time, or -1. */
  at(t: number): number {
    const i = this.indexOf(t);
    return i < this.end && this.t[i] === t ? i : -1;
  }

  /** Makes room for `count` points behind the last, and gives where it begins. Indices may have moved. */
  makeRoom(count: number): number {
    if (this.end + count > this.t.length) this.#settle(this.length + count);
    const at = this.end;
    this.end += count;
    return at;
  }

  /** Copies the point at `from` to `to`. */
  move(from: number, to: number): void {
    this.t[to] = this.t[from] as number;
    this.value[to] = this.value[from] as number;
    this.x[to] = this.x[from] as number;
    this.receivedAt[to] = this.receivedAt[from] as number;
    this.flag[to] = this.flag[from] as number;
    this.tests[to] = this.tests[from] as number;
  }

  set(i: number, t: number, value: number, x: number, receivedAt: number, flag: number, tests: number): void {
    this.t[i] = t;
    this.value[i] = value;
    this.x[i] = x;
    this.receivedAt[i] = receivedAt;
    this.flag[i] = flag;
    this.tests[i] = tests;
  }

  /** Adds points of another stretch, from `begin` up to `end`, behind the last. */
  append(other: Stretch, begin: number, end: number): void {
    const at = this.makeRoom(end - begin);
    this.t.set(other.t.subarray(begin, end), at);
    this.value.set(other.value.subarray(begin, end), at);
    this.x.set(other.x.subarray(begin, end), at);
    this.receivedAt.set(other.receivedAt.subarray(begin, end), at);
    this.flag.set(other.flag.subarray(begin, end), at);
    this.tests.set(other.tests.subarray(begin, end), at);
  }

  /** Lets go of the points before `index`; one at least stays. */
  dropBefore(index: number): void {
    if (index <= this.begin) return;
    this.begin = Math.min(index, this.end - 1);
    this.knownFrom = this.t[this.begin] as number;
  }

  /** Lets go of the points from `index` on; one at least stays. */
  dropAfter(index: number): void {
    if (index >= this.end) return;
    this.end = Math.max(index, this.begin + 1);
    this.knownTo = this.t[this.end - 1] as number;
  }

  /** Moves the points to the front, into larger columns when there are too many. */
  #settle(needed: number): void {
    const { begin, end } = this;
    if (needed * SPARE <= this.t.length) {
      for (const column of this.#columns()) column.copyWithin(0, begin, end);
    } else {
      const capacity = Math.ceil(needed * GROWTH);
      this.t = widened(this.t, new Float64Array(capacity), begin, end);
      this.value = widened(this.value, new Float64Array(capacity), begin, end);
      this.x = widened(this.x, new Float64Array(capacity), begin, end);
      this.receivedAt = widened(this.receivedAt, new Float64Array(capacity), begin, end);
      this.flag = widened(this.flag, new Uint8Array(capacity), begin, end);
      this.tests = widened(this.tests, new Uint32Array(capacity), begin, end);
    }
    this.begin = 0;
    this.end = end - begin;
  }

  #columns(): (Float64Array | Uint8Array | Uint32Array)[] {
    return [this.t, this.value, this.x, this.receivedAt, this.flag, this.tests];
  }
}

function widened<Column extends Float64Array | Uint8Array | Uint32Array>(
  from: Column,
  to: Column,
  begin: number,
  end: number,
): Column {
  to.set(from.subarray(begin, end));
  return to;
}
