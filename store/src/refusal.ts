import { FLAGS, type ReadingBatch } from '@banyu/contracts';

/** The last ms that a signed 64-bit count of nanoseconds, InfluxDB's clock, can name: April 2262. */
const LAST_T = 9_223_372_036_854;

const KNOWN_FLAGS: ReadonlySet<number> = new Set(FLAGS);

/**
 * Why no adapter could ever take this row, or undefined when it can: `t` is not a whole ms between 1970 and 2262,
 * the value is infinite, the flag is unknown, the series is not in the batch, or retention has passed its hour.
 */
export function refusalOf(batch: ReadingBatch, row: number, sealedBefore: number): string | undefined {
  const t = batch.t[row] ?? Number.NaN;
  if (!Number.isInteger(t) || t < 0 || t > LAST_T) return `t is ${t}, not a whole ms in 0..${LAST_T}`;
  if (t < sealedBefore) return `t is ${t}, readings before ${sealedBefore} were deleted by age`;
  const value = batch.value[row] ?? Number.NaN;
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return `value is ${value}`;
  const flag = batch.flag[row] ?? 0;
  if (!KNOWN_FLAGS.has(flag)) return `flag is ${flag}, not one of ${FLAGS.join(', ')}`;
  const receivedAt = batch.receivedAt[row] ?? Number.NaN;
  if (!Number.isInteger(receivedAt) || receivedAt < 0 || receivedAt > LAST_T) {
    return `receivedAt is ${receivedAt}, not a whole ms in 0..${LAST_T}`;
  }
  if ((batch.seriesIndex[row] ?? batch.series.length) >= batch.series.length)
    return 'no such series in the batch';
  return undefined;
}

/** Whether two values of one reading are the same one: "no value" equals itself. */
export function sameValue(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
