import { type Bucket, bucketSegments, bucketStart, type TimeRange } from '@banyu/store';

/** The same times in as few ranges as can be, in order. */
export function merged(ranges: readonly TimeRange[]): readonly TimeRange[] {
  const result: TimeRange[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    if (from >= to) continue;
    const last = result.at(-1);
    if (last === undefined || from > last.to) result.push({ from, to });
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) };
  }
  return result;
}

/** What of the ranges lies in another. */
export function clipped(ranges: readonly TimeRange[], { from, to }: TimeRange): readonly TimeRange[] {
  return merged(ranges.map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, to) })));
}

export function contains(ranges: readonly TimeRange[], t: number): boolean {
  return ranges.some(({ from, to }) => from <= t && t < to);
}

/** What of an ascending list lies in the ranges, or outside them. */
export function divided<T extends { readonly t: number }>(
  points: readonly T[],
  ranges: readonly TimeRange[],
): { readonly inside: readonly T[]; readonly outside: readonly T[] } {
  const ordered = merged(ranges);
  const inside: T[] = [];
  const outside: T[] = [];
  let next = 0;
  for (const point of points) {
    while ((ordered[next]?.to ?? Number.POSITIVE_INFINITY) <= point.t) next += 1;
    const isInside = (ordered[next]?.from ?? Number.POSITIVE_INFINITY) <= point.t;
    (isInside ? inside : outside).push(point);
  }
  return { inside, outside };
}

/** From the first to the last of some ranges; undefined for none. */
export function hullOf(ranges: readonly TimeRange[]): TimeRange | undefined {
  if (ranges.length === 0) return undefined;
  return {
    from: Math.min(...ranges.map(({ from }) => from)),
    to: Math.max(...ranges.map(({ to }) => to)),
  };
}

/** The ranges, within another, made longer until they consist of whole buckets of it. */
export function wholeBuckets(
  ranges: readonly TimeRange[],
  within: TimeRange,
  bucket: Bucket,
  timeZone: string,
): readonly TimeRange[] {
  const segments = bucketSegments(within, bucket, timeZone);
  const bucketOf = (t: number): TimeRange => {
    const start = bucketStart(segments, t);
    const segment = segments.find(({ from, to }) => from <= t && t < to);
    const end = Math.min(start + (segment?.stepMs ?? 0), segment?.to ?? within.to);
    return { from: Math.max(start, within.from), to: end };
  };
  return merged(
    clipped(ranges, within).map(({ from, to }) => ({ from: bucketOf(from).from, to: bucketOf(to - 1).to })),
  );
}
