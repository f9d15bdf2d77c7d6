import type { SeriesKey } from '@banyu/contracts';
import type { SpanQuery, SpanReadings } from '@banyu/store';
import type { Reach } from '../settings/compiled-settings.ts';

/** All that is stored of a series from `from` to `to`, both inside, and as much around as `reach` says. */
export interface SurroundingsQuery {
  readonly series: SeriesKey;
  readonly from: number;
  readonly to: number;
  readonly reach: Reach;
}

/** Readings in order of time, in parts; nothing else is stored from `knownFrom` to `knownTo`, both inside. */
export interface Surroundings {
  readonly parts: readonly SpanReadings[];
  readonly knownFrom: number;
  readonly knownTo: number;
}

export type AskSpans = (queries: readonly SpanQuery[]) => Promise<readonly SpanReadings[] | undefined>;

const EVERYTHING = Number.MAX_SAFE_INTEGER;
/** After every time a store takes. */
const END_OF_TIME = 9_223_372_036_855;

/** Asks for the surroundings of many stretches of time at once, in two questions; undefined when there is no answer. */
export async function readSurroundings(
  queries: readonly SurroundingsQuery[],
  ask: AskSpans,
): Promise<readonly Surroundings[] | undefined> {
  const near = await ask(
    queries.flatMap(({ series, from, to, reach }): SpanQuery[] => {
      const { ms, limit } = nearby(reach);
      return [
        { series, from: Math.max(0, from - ms), to: from, limit, end: 'newest' },
        { series, from, to: to + 1, limit: EVERYTHING, end: 'oldest' },
        { series, from: to + 1, to: to + 1 + ms, limit: limit + 1, end: 'oldest' },
      ];
    }),
  );
  if (near === undefined) return undefined;

  // Some tests want a neighbour however far it is, also of the last point that is judged.
  const far: SpanQuery[] = [];
  const farBefore: (number | undefined)[] = [];
  const farAfter: (number | undefined)[] = [];
  for (const [i, { series, from, to, reach }] of queries.entries()) {
    const { ms, limit: nearLimit } = nearby(reach);
    const limit = reach.atLeast + 1;
    if ((near[3 * i]?.length ?? 0) < limit) {
      farBefore[i] = far.push({ series, from: 0, to: Math.max(0, from - ms), limit, end: 'newest' }) - 1;
    }
    if ((near[3 * i + 2]?.length ?? 0) <= nearLimit) {
      farAfter[i] = far.push({ series, from: to + 1 + ms, to: END_OF_TIME, limit, end: 'oldest' }) - 1;
    }
  }
  const further = far.length === 0 ? [] : await ask(far);
  if (further === undefined) return undefined;

  return queries.map(({ from, to, reach }, i) => {
    const [before, within, after] = near.slice(3 * i, 3 * i + 3) as [
      SpanReadings,
      SpanReadings,
      SpanReadings,
    ];
    const { ms, limit } = nearby(reach);
    const earlier = further[farBefore[i] ?? -1];
    const later = further[farAfter[i] ?? -1];
    return {
      parts: [earlier, before, within, after, later].filter((part) => part !== undefined),
      knownFrom:
        earlier !== undefined
          ? earlier.length <= reach.atLeast
            ? Number.NEGATIVE_INFINITY
            : (earlier.t[0] as number)
          : before.length < limit
            ? from - ms
            : (before.t[0] as number),
      knownTo:
        later !== undefined
          ? later.length <= reach.atLeast
            ? Number.POSITIVE_INFINITY
            : (later.t[later.length - 1] as number)
          : after.length <= limit
            ? to + ms
            : (after.t[after.length - 1] as number),
    };
  });
}

/** Within this time and number is all that the tests look at, but for the neighbours that they want whatever their time. */
function nearby({ atLeast, steps, stepsMs, ms, readings }: Reach): {
  readonly ms: number;
  readonly limit: number;
} {
  return { ms: Math.max(ms, stepsMs), limit: Math.max(atLeast, steps, readings) };
}
