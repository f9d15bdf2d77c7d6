import { type FaultOf, isThere } from './fault.ts';

const DAY_MS = 86_400_000;

/** What a film does to a probe. */
export interface Film {
  /** The lag is so many times as long. */
  readonly slower: number;
  readonly gain: number;
  readonly bias: number;
}

const NO_FILM: Film = { slower: 1, gain: 1, bias: 0 };

/** The film on a probe at an instant: dF/dt = k (1 − F), so F = 1 − exp(−k t) since it was last clean. */
export function filmAt(
  foulings: readonly FaultOf<'fouling'>[],
  cleanings: readonly FaultOf<'cleaning'>[],
  t: number,
): Film {
  if (foulings.length === 0) return NO_FILM;
  const fouling = foulings.find((fault) => isThere(fault, t));
  if (fouling === undefined) return NO_FILM;
  const { from, ratePerDay, damping, bias = 0, wipedEveryMs } = fouling;
  let cleanSince = from;
  for (const { to } of cleanings) if (to <= t && to > cleanSince) cleanSince = to;
  if (wipedEveryMs !== undefined) {
    cleanSince = Math.max(cleanSince, from + Math.floor((t - from) / wipedEveryMs) * wipedEveryMs);
  }
  const film = -Math.expm1((-ratePerDay * (t - cleanSince)) / DAY_MS);
  return { slower: 1 + film, gain: 1 - damping * film, bias: bias * film };
}
