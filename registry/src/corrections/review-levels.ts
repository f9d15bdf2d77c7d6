import type { ReviewLevel } from '@banyu/contracts';

/** One decision: from ≤ t < to has that level, until a later decision says otherwise. */
export interface ReviewEntry {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly level: ReviewLevel;
  readonly at: number;
  readonly by: string;
  readonly why: string;
}

/** A part of a period that has one level by one decision; null: nobody decided anything yet, it is working. */
export interface ReviewSegment {
  readonly from: number;
  readonly to: number;
  readonly level: ReviewLevel;
  readonly entry: ReviewEntry | null;
}

/** The period cut where levels change, each part by the newest decision over it. `entries` in order of their ids. */
export function levelsOver(
  entries: readonly ReviewEntry[],
  period: { readonly from: number; readonly to: number },
): readonly ReviewSegment[] {
  const { from, to } = period;
  const inside = entries.filter((entry) => entry.from < to && entry.to > from);
  const cuts = new Set([from, ...inside.flatMap((entry) => [entry.from, entry.to]), to]);
  const times = [...cuts].filter((t) => t >= from && t <= to).sort((a, b) => a - b);
  const segments: ReviewSegment[] = [];
  for (const [i, begin] of times.entries()) {
    const end = times[i + 1];
    if (end === undefined) break;
    const entry = inside.findLast((each) => each.from <= begin && each.to >= end) ?? null;
    const last = segments.at(-1);
    if (last !== undefined && last.entry === entry) segments[segments.length - 1] = { ...last, to: end };
    else segments.push({ from: begin, to: end, level: entry?.level ?? 'working', entry });
  }
  return segments;
}
