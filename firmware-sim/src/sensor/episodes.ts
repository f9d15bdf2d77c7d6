import { chanceAt } from './chance.ts';

const HOUR_MS = 3_600_000;

/** Short events that come by chance. */
export interface Episodes {
  /** From when on, Unix ms. */
  readonly from: number;
  readonly perHour: number;
  readonly lastsMs: number;
}

/**
 * Whether one is there at an instant, and which way it goes. Time is cut into pieces as long as an episode, each with
 * its own luck: a pure function of the instant.
 */
export function episodeAt({ from, perHour, lastsMs }: Episodes, seed: number, channel: number, t: number) {
  const piece = Math.floor((t - from) / lastsMs);
  if (chanceAt(seed, channel, piece, 0) >= (perHour * lastsMs) / HOUR_MS) return undefined;
  return { sign: chanceAt(seed, channel, piece, 1) < 0.5 ? -1 : 1 } as const;
}
