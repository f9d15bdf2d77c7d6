import type { SeriesKey } from '@banyu/contracts';
import type { Reach } from '../settings/compiled-settings.ts';
import type { DeviceMemory, Link } from './device-memory.ts';
import type { SeriesJudge } from './series-judge.ts';
import { Stretch } from './stretch.ts';
import type { Surroundings } from './surroundings.ts';

/** Points kept beyond what the tests look at, so that a reading a little late needs no look into the store. */
const SPARE_POINTS = 16;
/** So many times as much as is kept there may be before the rest is let go: not for every reading. */
const SLACK = 1.06;
/** A stretch that late data needs is kept for so many batches of the series without late data. */
const LATE_BATCHES = 64;
/** While data comes late, so many times as much as the tests look at is kept. */
const LATE_SHARE = 6;

/**
 * What is remembered of one series: the newest stretch of it, and one where late data goes on. All of it stands in the store
 * as well, so it may be forgotten at any time; how much it is follows from the settings alone.
 */
export class SeriesMemory {
  readonly key: SeriesKey;
  readonly device: DeviceMemory;
  readonly judge: SeriesJudge;
  /** The parameters that this one is checked against. */
  readonly links: readonly Link[];
  /** Those, and what they are checked against in turn. */
  readonly linked: readonly string[];
  /** How long a contradiction among them must last at most, ms. */
  readonly holdMs: number;
  /** Apart, by time. */
  stretches: Stretch[] = [];
  #linkedMemories: readonly SeriesMemory[] | undefined;
  /** Not more points than this are nothing to let go of. */
  #enough = 0;
  #lateBatches = 0;
  #lateT = Number.POSITIVE_INFINITY;

  constructor(key: SeriesKey, device: DeviceMemory, judge: SeriesJudge) {
    this.key = key;
    this.device = device;
    this.judge = judge;
    this.links = device.links(key.parameter);
    this.linked = device.linked(key.parameter);
    const links = [key.parameter, ...this.linked].flatMap((parameter) => device.links(parameter));
    this.holdMs = Math.max(0, ...links.map(({ holdMs }) => holdMs));
  }

  /** The stretch that knows all from `from` to `to`, and as much around as the tests look at. */
  find(from: number, to: number): Stretch | undefined {
    const { holdMs } = this;
    for (const stretch of this.stretches) {
      if (stretch.knownFrom > from - holdMs || stretch.knownTo < to + holdMs) continue;
      if (knowsAround(stretch, from, to, this.judge.reach)) return stretch;
    }
    return undefined;
  }

  /**
   * The stretch that readings from `from` to `to` go on, when it knows all that judging them looks at; undefined when it
   * does not, or when they are not newer than all others. What `find` and `isNewest` say, in one look.
   */
  newestBefore(from: number, to: number): Stretch | undefined {
    const newest = this.stretches.at(-1);
    if (newest === undefined || newest.knownTo !== Number.POSITIVE_INFINITY || newest.length === 0) return;
    const last = newest.t[newest.end - 1] as number;
    if (last >= from || newest.knownFrom > from - this.holdMs) return;
    if (!knowsBefore(newest, newest.length, from, this.judge.reach)) return;
    if (this.linked.length > 0) {
      for (const other of this.#others()) {
        if (!other.isEmpty && other.find(last, to) === undefined) return;
      }
    }
    return newest;
  }

  /** Whether it is known that nothing is stored. */
  get isEmpty(): boolean {
    const [stretch, another] = this.stretches;
    if (stretch === undefined || another !== undefined || stretch.length > 0) return false;
    return stretch.knownFrom === Number.NEGATIVE_INFINITY && stretch.knownTo === Number.POSITIVE_INFINITY;
  }

  /** Whether no parameter that it is checked against has a reading. */
  get isAlone(): boolean {
    return this.linked.length === 0 || this.#others().every(({ isEmpty }) => isEmpty);
  }

  /** The times of the first and the last point that readings from `from` to `to` have a part in, where all around is known. */
  reach(from: number, to: number): { readonly from: number; readonly to: number } {
    const stretch = this.at(from);
    if (stretch === undefined || stretch.length === 0) return { from, to };
    const before = stretch.indexOf(from) - 1;
    const last = lastReached(stretch, stretch.indexOf(to + 1) - 1, to, this.judge.reach);
    return {
      from: before < stretch.begin ? from : (stretch.t[before] as number),
      to: Math.max(to, stretch.t[last] ?? to),
    };
  }

  /** Whether readings from `from` on are newer than all that is stored. */
  isNewest(from: number): boolean {
    const stretch = this.at(from);
    return stretch !== undefined && stretch.indexOf(from) === stretch.end;
  }

  /** The stretch that knows a time. */
  at(t: number): Stretch | undefined {
    for (const stretch of this.stretches) if (t >= stretch.knownFrom && t <= stretch.knownTo) return stretch;
    return undefined;
  }

  /** Takes in what the store knows. */
  learn({ parts, knownFrom, knownTo }: Surroundings): void {
    let learnt = new Stretch(knownFrom, knownTo);
    for (const part of parts) {
      const first = learnt.makeRoom(part.length);
      for (let i = 0; i < part.length; i += 1) {
        const t = part.t[i] as number;
        const value = part.value[i] as number;
        learnt.set(
          first + i,
          t,
          value,
          this.judge.fitness(t, value),
          part.receivedAt[i] as number,
          part.flag[i] as number,
          part.tests[i] as number,
        );
      }
    }
    const apart: Stretch[] = [];
    for (const stretch of this.stretches) {
      if (stretch.knownFrom > learnt.knownTo || stretch.knownTo < learnt.knownFrom) apart.push(stretch);
      else learnt = joined(learnt, stretch);
    }
    this.stretches = [...apart, learnt].sort((a, b) => a.knownFrom - b.knownFrom);
  }

  /** Lets go of what is not needed after a batch whose oldest reading of the series was of `oldest`. */
  trim(oldest: number): void {
    const newest = this.stretches.at(-1);
    if (newest === undefined) return;
    const isLate =
      newest.knownTo !== Number.POSITIVE_INFINITY ||
      (newest.length > SPARE_POINTS / 2 + 1 &&
        (newest.t[newest.end - 2 - SPARE_POINTS / 2] as number) >= oldest);
    const isPlain = !isLate && this.#lateT === Number.POSITIVE_INFINITY && this.stretches.length === 1;
    if (isPlain && newest.length <= this.#enough) return;
    const kept = newest.end - keptFrom(newest, this.#held(newest, newest.end), this.judge.reach);
    this.#enough = Math.ceil(kept * SLACK) + SPARE_POINTS / 2;
    if (isLate) {
      this.#lateT = oldest;
      this.#lateBatches = LATE_BATCHES;
    } else if (this.#lateBatches > 0) {
      this.#lateBatches -= 1;
    } else {
      this.#lateT = Number.POSITIVE_INFINITY;
    }
    if (this.#lateT === Number.POSITIVE_INFINITY) {
      if (this.stretches.length > 1) this.stretches = [newest];
      newest.dropBefore(newest.end - kept);
      return;
    }
    const late = this.at(this.#lateT);
    this.stretches = this.stretches.filter((stretch) => stretch === newest || stretch === late);
    for (const stretch of this.stretches) {
      const around = stretch === late ? stretch.indexOf(this.#lateT) : stretch.end;
      stretch.dropBefore(keptFrom(stretch, this.#held(stretch, around), this.judge.reach));
      const most = LATE_SHARE * Math.max(kept, this.judge.reach.readings);
      if (stretch.length <= most) continue;
      if (stretch === newest) stretch.dropBefore(stretch.end - kept);
      else stretch.dropAfter(stretch.begin + most);
    }
  }

  /** Those of `linked`. */
  #others(): readonly SeriesMemory[] {
    this.#linkedMemories ??= this.linked.map((parameter) => this.device.of(parameter));
    return this.#linkedMemories;
  }

  /** The first point that a contradiction which comes at `index` may have begun at. */
  #held(stretch: Stretch, index: number): number {
    if (this.holdMs === 0) return index;
    return stretch.indexOf((stretch.t[Math.min(index, stretch.end - 1)] ?? 0) - this.holdMs);
  }
}

/** The first point that may be looked at when a point comes at `index` or a little before. */
function keptFrom(stretch: Stretch, index: number, { atLeast, steps, ms, readings }: Reach): number {
  const t = stretch.t[Math.min(index, stretch.end - 1)] ?? 0;
  const inWindow = Math.max(stretch.indexOf(t - ms), index - readings - 1);
  return Math.min(index - steps, inWindow, index - atLeast) - SPARE_POINTS;
}

function knowsAround(stretch: Stretch, from: number, to: number, reach: Reach): boolean {
  const { knownTo } = stretch;
  if (!knowsBefore(stretch, stretch.indexOf(from) - stretch.begin, from, reach)) return false;
  // The last point that is judged looks at the one after it.
  return (
    knownTo === Number.POSITIVE_INFINITY ||
    reached(stretch, stretch.indexOf(to + 1) - 1, to, reach) < stretch.end - 1
  );
}

/** Whether a stretch with `before` points before `from` knows all that is looked at there. */
function knowsBefore({ knownFrom }: Stretch, before: number, from: number, reach: Reach): boolean {
  if (knownFrom === Number.NEGATIVE_INFINITY) return true;
  const { atLeast, steps, stepsMs, ms, readings } = reach;
  if (before < atLeast) return false;
  if (before < steps && knownFrom > from - stepsMs) return false;
  return before >= readings || knownFrom <= from - ms;
}

/** The last known point whose verdict one at `index` and `t` has a part in. */
export function lastReached(stretch: Stretch, index: number, t: number, reach: Reach): number {
  return Math.min(stretch.end - 1, reached(stretch, index, t, reach));
}

function reached(stretch: Stretch, index: number, t: number, reach: Reach): number {
  const { atLeast, steps, stepsMs, ms, readings } = reach;
  const bySteps = Math.min(index + steps, stretch.indexOf(t + stepsMs + 1) - 1);
  const byTime = Math.min(index + readings, stretch.indexOf(t + ms) - 1);
  return Math.max(index + atLeast, bySteps, byTime);
}

/** One stretch of two that touch; where both know a time they know the same. */
function joined(a: Stretch, b: Stretch): Stretch {
  const [first, second] = a.knownFrom <= b.knownFrom ? [a, b] : [b, a];
  const whole = new Stretch(first.knownFrom, Math.max(first.knownTo, second.knownTo));
  whole.append(first, first.begin, first.end);
  if (second.knownTo > first.knownTo) {
    const rest = Number.isFinite(first.knownTo) ? second.indexOf(first.knownTo + 1) : second.end;
    whole.append(second, rest, second.end);
  }
  return whole;
}
