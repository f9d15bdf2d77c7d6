import { z } from 'zod';

/** The last instant of the year 9999, Unix ms: beyond it no calendar here goes. */
export const LATEST_INSTANT = Date.UTC(10_000, 0) - 1;

/** An instant that somebody gives, Unix ms. What lies beyond is no Unix time in ms, but e.g. one in µs. */
export const GivenInstant = z
  .int()
  .min(0)
  .max(LATEST_INSTANT, 'lies after the year 9999: give Unix time in milliseconds');
