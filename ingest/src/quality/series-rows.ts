import { FLAG, type ReadingBatch } from '@banyu/contracts';
import type { WorkList } from './check-samples.ts';
import { appendRows, placeRows } from './series/placement.ts';
import type { RowRange } from './series/row-groups.ts';
import { lastReached, type SeriesMemory } from './series/series-memory.ts';
import type { Stretch } from './series/stretch.ts';
import type { Work } from './work.ts';

/** Readings of a series further apart than the tests look, and than this, are looked at apart. */
const APART_MS = 3_600_000;

/** A series and a time of which all must be known. */
export interface Piece {
  readonly memory: SeriesMemory;
  readonly from: number;
  readonly to: number;
}

/** The rows of one series of a batch: put among their neighbours, judged, and given their flags. */
export class SeriesRows {
  readonly memory: SeriesMemory;
  readonly oldest: number;
  readonly #batch: ReadingBatch;
  readonly #order: Uint32Array;
  readonly #from: number;
  readonly #to: number;
  /** The stretch that they go on, as most do, and where in it the first of them lies. */
  #newest: Stretch | undefined;
  #at = 0;

  constructor(memory: SeriesMemory, batch: ReadingBatch, { order, from, to }: RowRange) {
    this.memory = memory;
    this.#batch = batch;
    this.#order = order;
    this.#from = from;
    this.#to = to;
    this.oldest = this.#timeAt(from);
  }

  /** Whether they go on behind the newest readings, and all is known that judging them looks at. */
  goesOn(): boolean {
    this.#newest = this.memory.newestBefore(this.oldest, this.#timeAt(this.#to - 1));
    return this.#newest !== undefined;
  }

  /** Their times, cut where they are so far apart that they have nothing to do with each other. */
  pieces(): Piece[] {
    const { memory } = this;
    const { stepsMs, ms } = memory.judge.reach;
    const apartMs = Math.max(APART_MS, stepsMs, ms);
    const pieces: Piece[] = [];
    let from = this.oldest;
    let to = from;
    for (let i = this.#from; i < this.#to; i += 1) {
      const t = this.#timeAt(i);
      if (t - to > apartMs) {
        pieces.push({ memory, from, to });
        from = t;
      }
      to = t;
    }
    pieces.push({ memory, from, to });
    return pieces;
  }

  /** Puts them among their neighbours, and judges all that they have a part in. */
  judge(works: WorkList): void {
    if (this.#newest !== undefined) {
      this.#at = this.#judgeNewest(this.#newest, this.#from, this.#to, works);
      return;
    }
    for (let from = this.#from; from < this.#to; ) {
      const first = this.#timeAt(from);
      const stretch = stretchAt(this.memory, first);
      let to = from + 1;
      while (to < this.#to && this.#timeAt(to) <= stretch.knownTo) to += 1;
      if (stretch.length === 0 || first > (stretch.t[stretch.end - 1] as number)) {
        this.#judgeNewest(stretch, from, to, works);
      } else {
        placeRows(stretch, this.#batch, this.#order, from, to, this.memory.judge);
        const work = works.add(this.memory, stretch);
        work.noteNew(stretch.indexOf(first), stretch.indexOf(this.#timeAt(to - 1) + 1));
        this.#judgeAmong(work, from, to);
      }
      from = to;
    }
  }

  /** Gives the rows the flags of their points; a row that has another value than the point is a conflict, and no reading. */
  fill(): void {
    const { memory } = this;
    const batch = this.#batch;
    let stretch = this.#newest;
    let at = this.#at;
    for (let i = this.#from; i < this.#to; i += 1) {
      const row = this.#order[i] as number;
      const t = batch.t[row] as number;
      if (stretch === undefined || t > stretch.knownTo) {
        stretch = stretchAt(memory, t);
        at = stretch.indexOf(t);
      }
      while ((stretch.t[at] as number) < t) at += 1;
      const isThere = isSame(stretch.value[at] as number, batch.value[row] as number);
      batch.flag[row] = isThere ? (stretch.flag[at] as number) : FLAG.notEvaluated;
      batch.tests[row] = isThere ? (stretch.tests[at] as number) : 0;
      batch.settingsVersion[row] = isThere ? memory.judge.settingsAt(t).version : 0;
    }
  }

  /** Judges rows that are newer than all points of a stretch, and gives where the first one lies. */
  #judgeNewest(stretch: Stretch, from: number, to: number, works: WorkList): number {
    const begin = appendRows(stretch, this.#batch, this.#order, from, to, this.memory.judge);
    const work = works.add(this.memory, stretch);
    work.newFrom = begin;
    if (begin > stretch.begin) work.completeSpike(begin - 1);
    work.judge(begin, stretch.end);
    return begin;
  }

  /** Judges what rows among stored readings have a part in, once where those of several overlap. */
  #judgeAmong(work: Work, from: number, to: number): void {
    const { stretch } = work;
    const { reach } = this.memory.judge;
    let begin = -1;
    let end = -1;
    for (let i = from; i < to; i += 1) {
      const t = this.#timeAt(i);
      const at = stretch.indexOf(t);
      if (at > end) {
        if (end !== -1) work.judge(begin, end);
        begin = Math.max(stretch.begin, at - 1);
      }
      end = Math.max(end, lastReached(stretch, at, t, reach) + 1);
    }
    work.judge(begin, end);
  }

  #timeAt(i: number): number {
    return this.#batch.t[this.#order[i] as number] as number;
  }
}

/** The stretch that knows that time. */
export function stretchAt(memory: SeriesMemory, t: number): Stretch {
  const stretch = memory.at(t);
  if (stretch === undefined)
    throw new Error(`nothing is known of ${Object.values(memory.key).join('/')} at ${t}`);
  return stretch;
}

/** "No value" is the same as itself. */
function isSame(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
