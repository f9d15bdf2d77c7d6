import { FLAG } from '@banyu/contracts';
import type { SeriesPoints } from '../series/series-points.ts';

/** 3 for a reading that comes more than `suspectMs` after the one before; the first one passes. */
export function timingGap(
  { t, begin }: SeriesPoints,
  from: number,
  to: number,
  suspectMs: number,
  verdict: Uint8Array,
): void {
  for (let i = from; i < to; i += 1) {
    const stepMs = i === begin ? 0 : (t[i] as number) - (t[i - 1] as number);
    verdict[i - from] = stepMs > suspectMs ? FLAG.suspect : FLAG.pass;
  }
}
