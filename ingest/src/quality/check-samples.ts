import { FLAG, testBit } from '@banyu/contracts';
import type { CompiledCheck } from './checks/cross-check.ts';
import type { SeriesMemory } from './series/series-memory.ts';
import type { Stretch } from './series/stretch.ts';
import { ownFlag, Work } from './work.ts';

const CROSS_CHECK = testBit('multi_variate');

/** The work done to stretches, one for each. */
export class WorkList {
  readonly #works: Work[] = [];
  /** Those that are asked for again. */
  readonly #byStretch = new Map<Stretch, Work>();

  /** Begins the work on a stretch that has none. */
  add(memory: SeriesMemory, stretch: Stretch): Work {
    const work = new Work(memory, stretch);
    this.#works.push(work);
    // Only one of another series leads to it again.
    if (memory.links.length > 0) this.#byStretch.set(stretch, work);
    return work;
  }

  /** The work on a stretch, begun when it is first needed; one that was not begun by `add`, unless its series has links. */
  of(memory: SeriesMemory, stretch: Stretch): Work {
    let work = this.#byStretch.get(stretch);
    if (work === undefined) {
      work = this.add(memory, stretch);
      this.#byStretch.set(stretch, work);
    }
    return work;
  }

  all(): readonly Work[] {
    return this.#works;
  }
}

/**
 * Checks the parameters of a sample against each other, wherever one of them was judged: by their own flags, which must
 * be 1 in both. What is checked is a device's sample: one place, one time.
 */
export function checkSamples(works: WorkList): void {
  for (const work of [...works.all()]) {
    const { memory, stretch, judged } = work;
    if (memory.isAlone) continue;
    for (let pair = 0; pair < judged.length; pair += 2) {
      const begin = judged[pair] as number;
      const end = judged[pair + 1] as number;
      for (let i = begin; i < end; i += 1) settle(work, i);
      for (const { owner, partner, holdMs } of memory.links) {
        const isOwner = owner === memory.key.parameter;
        const other = memory.device.of(isOwner ? partner : owner);
        const from = stretch.t[begin] as number;
        const to = stretch.t[end - 1] as number;
        // A contradiction that must last is settled as long after.
        settleBetween(works, other, from, to + (isOwner ? 0 : holdMs));
        if (isOwner && holdMs > 0) settleBetween(works, memory, to + 1, to + holdMs);
      }
    }
  }
}

/** Settles the points of a series from one time to another, both inside. */
function settleBetween(works: WorkList, memory: SeriesMemory, from: number, to: number): void {
  for (const stretch of memory.stretches) {
    if (stretch.knownTo < from || stretch.knownFrom > to) continue;
    let i = stretch.indexOf(from);
    if (i >= stretch.end || (stretch.t[i] as number) > to) continue;
    const work = works.of(memory, stretch);
    for (; i < stretch.end && (stretch.t[i] as number) <= to; i += 1) settle(work, i);
  }
}

/** Gives a point its flag: that of its own series, or 3 when that is 1 and a check contradicts. */
function settle(work: Work, i: number): void {
  const { memory, stretch } = work;
  const flag = stretch.flag[i] as number;
  const tests = stretch.tests[i] as number;
  if (ownFlag(flag, tests) !== FLAG.pass) return;
  if (isContradicted(memory, stretch, i)) work.set(i, FLAG.suspect, CROSS_CHECK);
  else work.set(i, FLAG.pass, 0);
}

function isContradicted(memory: SeriesMemory, stretch: Stretch, i: number): boolean {
  const t = stretch.t[i] as number;
  const { parameter } = memory.key;
  for (const { owner, partner } of memory.links) {
    const isOwner = owner === parameter;
    const other = memory.device.of(isOwner ? partner : owner);
    const checks = (isOwner ? memory : other).judge.settingsAt(t).settings.crossChecks;
    for (const check of checks) {
      if (isOwner) {
        if (check.partner === partner && hasContradicted(stretch, i, other, check)) return true;
      } else if (check.both && check.partner === parameter) {
        const ofOther = other.at(t);
        const at = ofOther?.at(t) ?? -1;
        if (ofOther !== undefined && at !== -1 && contradiction(ofOther, at, memory, check) === true)
          return true;
      }
    }
  }
  return false;
}

/** Whether the owner's value contradicts the partner's, and has done so as long as the check wants. */
function hasContradicted(stretch: Stretch, i: number, partner: SeriesMemory, check: CompiledCheck): boolean {
  if (contradiction(stretch, i, partner, check) !== true) return false;
  const since = (stretch.t[i] as number) - check.holdMs;
  let samples = 1;
  for (let j = i - 1; j >= stretch.begin && (stretch.t[j] as number) > since; j -= 1) {
    const says = contradiction(stretch, j, partner, check);
    if (says === false) return false;
    if (says === true) samples += 1;
  }
  return samples >= check.minimumSamples;
}

/** What a check says of the sample that the owner's point is of; undefined when it can say nothing. */
function contradiction(
  stretch: Stretch,
  i: number,
  partner: SeriesMemory,
  check: CompiledCheck,
): boolean | undefined {
  if (ownFlag(stretch.flag[i] as number, stretch.tests[i] as number) !== FLAG.pass) return undefined;
  const t = stretch.t[i] as number;
  const ofPartner = partner.at(t);
  const at = ofPartner?.at(t) ?? -1;
  if (ofPartner === undefined || at === -1) return undefined;
  if (ownFlag(ofPartner.flag[at] as number, ofPartner.tests[at] as number) !== FLAG.pass) return undefined;
  return check.contradict(stretch, i, ofPartner, at);
}
