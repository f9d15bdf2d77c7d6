import { FLAG, testBit } from '@banyu/contracts';
import { UNJUDGED } from './series/placement.ts';
import type { Verdicts } from './series/series-judge.ts';
import type { SeriesMemory } from './series/series-memory.ts';
import type { Stretch } from './series/stretch.ts';

const CROSS_CHECK = testBit('multi_variate');

const NONE: number[] = [];

/** The flag that the series' own values give: cross-checks speak only of what they leave 1, and only 3. */
export function ownFlag(flag: number, tests: number): number {
  return flag === FLAG.suspect && tests === CROSS_CHECK ? FLAG.pass : flag;
}

/** What is done to one stretch at a time: which points were judged, and what stored points said before. */
export class Work implements Verdicts {
  readonly memory: SeriesMemory;
  readonly stretch: Stretch;
  /** Ranges of points that were judged, as pairs of begin and end; only of a series that is checked against another. */
  readonly judged: number[];
  /** By point, the flag and the tests that a stored one had: only those that have others now, or had meanwhile. */
  #before: Map<number, { readonly flag: number; readonly tests: number }> | undefined;
  /** Points from here on are new, and those in the set. */
  newFrom = Number.POSITIVE_INFINITY;
  #new: Set<number> | undefined;

  constructor(memory: SeriesMemory, stretch: Stretch) {
    this.memory = memory;
    this.stretch = stretch;
    this.judged = memory.links.length === 0 ? NONE : [];
  }

  /** Notes which points are new; they are behind all others as a rule. */
  noteNew(from: number, to: number): void {
    if (to === this.stretch.end && this.#areNew(from, to)) this.newFrom = from;
    else {
      this.#new ??= new Set();
      for (let i = from; i < to; i += 1) if (this.stretch.flag[i] === UNJUDGED) this.#new.add(i);
    }
  }

  /** Judges the points from `begin` up to `end` by their own series. */
  judge(begin: number, end: number): void {
    if (begin >= end) return;
    this.memory.judge.judge(this.stretch, begin, end, this);
    if (this.judged !== NONE) this.judged.push(begin, end);
  }

  /** Completes the point before the newest ones, whose spike test waited for them. */
  completeSpike(i: number): void {
    const { flag, tests } = this.stretch;
    if (ownFlag(flag[i] as number, tests[i] as number) !== flag[i]) this.set(i, FLAG.pass, 0);
    this.memory.judge.completeSpike(this.stretch, i, this);
    if (this.judged !== NONE) this.judged.push(i, i + 1);
  }

  set(i: number, flag: number, tests: number): void {
    const { stretch } = this;
    const was = stretch.flag[i] as number;
    const testsWere = stretch.tests[i] as number;
    if (flag === was && tests === testsWere) return;
    if (i < this.newFrom && this.#new?.has(i) !== true) {
      this.#before ??= new Map();
      if (!this.#before.has(i)) this.#before.set(i, { flag: was, tests: testsWere });
    }
    stretch.flag[i] = flag;
    stretch.tests[i] = tests;
  }

  /** Stored points that say something else now, in order of time, and what they said before. */
  changed(): { readonly i: number; readonly was: { readonly flag: number; readonly tests: number } }[] {
    const { flag, tests } = this.stretch;
    if (this.#before === undefined) return [];
    return [...this.#before]
      .filter(([i, was]) => flag[i] !== was.flag || tests[i] !== was.tests)
      .map(([i, was]) => ({ i, was }))
      .sort((a, b) => a.i - b.i);
  }

  #areNew(from: number, to: number): boolean {
    for (let i = from; i < to; i += 1) if (this.stretch.flag[i] !== UNJUDGED) return false;
    return true;
  }
}
