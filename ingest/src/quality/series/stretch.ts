import { QUALITY_TESTS } from '@banyu/contracts';
import type { WindowPlace } from '../checks/attenuated-signal.ts';
import type { SignalWindow } from '../checks/signal-window.ts';
import type { SeriesPoints } from './series-points.ts';

const FIRST_CAPACITY = 16;
/** How much more room is made than is needed, and how much must be spare for the old columns to do. */
const GROWTH = 1.2;
const SPARE = 1.08;

/**
 * All readings of one series from `knownFrom` to `knownTo`, both inside, in order of time, with the flags that the store has, or
 * is about to have. Columns whose front is let go as time goes on; what is remembered of all series is mostly these, so
 * they are no wider than what is in them.
 */
export class Stretch implements SeriesPoints, WindowPlace {
  begin = 0;
  end = 0;
  t: Float64Array;
  x: Float64Array;
  /** The values as they came: the column `x` itself while no value is unfit. */
  value: Float64Array;
  /** How long after its time a reading was received, ms. */
  delayMs: Int32Array | Float64Array;
  flag: Uint8Array;
  tests: TestsColumn;
  /** Infinite where nothing is stored before, or after. */
  knownFrom: number;
  knownTo: number;
  window: SignalWindow | undefined;

  constructor(knownFrom: number, knownTo: number, capacity = FIRST_CAPACITY) {
    const columns = columnsOf(capacity);
    this.t = columns.t;
    this.x = columns.x;
    this.value = columns.x;
    this.delayMs = columns.delayMs;
    this.flag = columns.flag;
    this.tests = columns.tests;
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
    this.window = undefined;
    this.t[to] = this.t[from] as number;
    this.x[to] = this.x[from] as number;
    if (this.value !== this.x) this.value[to] = this.value[from] as number;
    this.delayMs[to] = this.delayMs[from] as number;
    this.flag[to] = this.flag[from] as number;
    this.tests[to] = this.tests[from] as number;
  }

  set(i: number, t: number, value: number, x: number, receivedAt: number, flag: number, tests: number): void {
    this.t[i] = t;
    if (this.value === this.x && !Object.is(value, x)) this.value = this.x.slice();
    this.x[i] = x;
    this.value[i] = value;
    const delayMs = receivedAt - t;
    if (this.delayMs instanceof Int32Array && delayMs !== (delayMs | 0)) {
      this.delayMs = Float64Array.from(this.delayMs);
    }
    this.delayMs[i] = delayMs;
    this.flag[i] = flag;
    this.tests[i] = tests;
  }

  /** When a reading was received, Unix ms. */
  receivedAt(i: number): number {
    return (this.t[i] as number) + (this.delayMs[i] as number);
  }

  /** Adds points of another stretch, from `begin` up to `end`, behind the last. */
  append(other: Stretch, begin: number, end: number): void {
    const first = this.makeRoom(end - begin);
    for (let i = begin; i < end; i += 1) {
      this.set(
        first + i - begin,
        other.t[i] as number,
        other.value[i] as number,
        other.x[i] as number,
        other.receivedAt(i),
        other.flag[i] as number,
        other.tests[i] as number,
      );
    }
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
    this.window = undefined;
    this.end = Math.max(index, this.begin + 1);
    this.knownTo = this.t[this.end - 1] as number;
  }

  /** Moves the points to the front, into larger columns when there are too many. */
  #settle(needed: number): void {
    const { begin, end } = this;
    const isEnough = needed * SPARE <= this.t.length;
    const to = isEnough ? this : columnsOf(Math.ceil(needed * GROWTH));
    const count = end - begin;
    const { x, value, delayMs } = this;
    this.t = moved(this.t, to.t, begin, end);
    this.x = moved(x, to.x, begin, end);
    this.value = this.x;
    if (value !== x && !beginsWith(this.x, value.subarray(begin, end))) {
      this.value = moved(value, isEnough ? value : new Float64Array(this.x.length), begin, end);
    }
    const isNarrow = delayMs instanceof Int32Array;
    this.delayMs = moved(
      delayMs,
      isEnough || isNarrow ? to.delayMs : new Float64Array(this.x.length),
      begin,
      end,
    );
    this.flag = moved(this.flag, to.flag, begin, end);
    this.tests = moved(this.tests, to.tests, begin, end);
    this.window?.shift(begin);
    this.begin = 0;
    this.end = count;
  }
}

/** The narrowest that has a bit for every test. */
const TestsArray = QUALITY_TESTS.length <= 16 ? Uint16Array : Uint32Array;
type TestsColumn = Uint16Array | Uint32Array;

/** Columns in one buffer, the widest first: of a small one, a buffer of its own costs more than what is in it. */
function columnsOf(capacity: number) {
  const room = 4 * Math.ceil(capacity / 4);
  const buffer = new ArrayBuffer(room * (8 + 8 + 4 + TestsArray.BYTES_PER_ELEMENT + 1));
  return {
    t: new Float64Array(buffer, 0, room),
    x: new Float64Array(buffer, 8 * room, room),
    delayMs: new Int32Array(buffer, 16 * room, room),
    tests: new TestsArray(buffer, 20 * room, room),
    flag: new Uint8Array(buffer, (20 + TestsArray.BYTES_PER_ELEMENT) * room, room),
  };
}

function moved<Column extends Float64Array | Int32Array | Uint16Array | Uint32Array | Uint8Array>(
  from: Column,
  to: Column,
  begin: number,
  end: number,
): Column {
  if (from === to) to.copyWithin(0, begin, end);
  else to.set(from.subarray(begin, end));
  return to;
}

/** Whether `all` begins with `some`. */
function beginsWith(all: Float64Array, some: Float64Array): boolean {
  return some.every((value, i) => Object.is(value, all[i]));
}
