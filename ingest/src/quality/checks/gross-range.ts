import { FLAG } from '@banyu/contracts';

/** Spans, ends inside; infinite where there is none. */
export interface GrossRangeLimits {
  readonly failLow: number;
  readonly failHigh: number;
  readonly suspectLow: number;
  readonly suspectHigh: number;
}

/**
 * QARTOD gross range test (U.S. IOOS manual, test 4) of one value: 4 outside what the instrument can measure, 3 outside
 * what the operator expects; a value on a bound is inside.
 */
export function grossRange(
  value: number,
  { failLow, failHigh, suspectLow, suspectHigh }: GrossRangeLimits,
): number {
  if (value < failLow || value > failHigh) return FLAG.fail;
  if (value < suspectLow || value > suspectHigh) return FLAG.suspect;
  return Number.isNaN(value) ? FLAG.missing : FLAG.pass;
}
