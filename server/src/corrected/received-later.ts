import { type SeriesKey, TELEMETRY_LIMITS } from '@banyu/contracts';
import type { Store, TimeRange } from '@banyu/store';
import { merged } from './time-ranges.ts';

/** Readings are looked through so much at a time. */
const PIECE_MS = 31 * 86_400_000;

/** What of a range can have been received by an instant: no reading is taken that lies further ahead of its receipt. */
export function receivableBy<T extends TimeRange>(range: T, instant: number | undefined): T {
  if (instant === undefined) return range;
  return { ...range, to: Math.min(range.to, instant + TELEMETRY_LIMITS.aheadMs + 1) };
}

/**
 * Ranges within others that hold all readings of a series that were received after an instant, and none that was there
 * by then. Of readings that were deleted by age nothing is known.
 */
export async function receivedLater(
  store: Pick<Store, 'marks'>,
  series: SeriesKey,
  ranges: readonly TimeRange[],
  instant: number | undefined,
): Promise<readonly TimeRange[]> {
  if (instant === undefined) return [];
  const later: TimeRange[] = [];
  for (const { from, to } of merged(ranges)) {
    for (let begin = from; begin < to; begin += PIECE_MS) {
      const piece = { from: begin, to: Math.min(to, begin + PIECE_MS) };
      const { plant, point, device, parameter } = series;
      const [marks] = (await store.marks({ plant, point, device, parameter, ...piece })).series;
      if (marks === undefined) continue;
      let first: number | undefined;
      for (const [i, t] of marks.t.entries()) {
        const isLater = (marks.receivedAt[i] ?? 0) > instant;
        if (isLater) first ??= t;
        const last = marks.t[i - 1];
        if (!isLater && first !== undefined && last !== undefined) later.push({ from: first, to: last + 1 });
        if (!isLater) first = undefined;
      }
      const last = marks.t.at(-1);
      if (first !== undefined && last !== undefined) later.push({ from: first, to: last + 1 });
    }
  }
  return merged(later);
}
