import { FLAG, type QualitySettings, type ReadingBatch, testBit } from '@banyu/contracts';

const GROSS_RANGE = testBit('gross_range');

/** The spans of all series, in the order of a batch's series. */
export interface Spans {
  readonly failLow: Float64Array;
  readonly failHigh: Float64Array;
  readonly suspectLow: Float64Array;
  readonly suspectHigh: Float64Array;
}

export function spansOf(grossRanges: readonly QualitySettings['grossRange'][]): Spans {
  return {
    failLow: Float64Array.from(grossRanges, ({ sensor: [low] }) => low),
    failHigh: Float64Array.from(grossRanges, ({ sensor: [, high] }) => high),
    suspectLow: Float64Array.from(grossRanges, ({ operator }) =>
      operator === 'off' ? Number.NEGATIVE_INFINITY : operator[0],
    ),
    suspectHigh: Float64Array.from(grossRanges, ({ operator }) =>
      operator === 'off' ? Number.POSITIVE_INFINITY : operator[1],
    ),
  };
}

/**
 * The yardstick: a pass over a batch that compares every value with the spans of its series, and fills the same
 * columns. It remembers nothing, and reads the batch as it lies.
 */
export function plainPass(batch: ReadingBatch, spans: Spans): void {
  const { length, seriesIndex, value, flag, tests, settingsVersion } = batch;
  const { failLow, failHigh, suspectLow, suspectHigh } = spans;
  for (let row = 0; row < length; row += 1) {
    const series = seriesIndex[row] as number;
    const x = value[row] as number;
    let says: number = FLAG.pass;
    if (x < (failLow[series] as number) || x > (failHigh[series] as number)) says = FLAG.fail;
    else if (x < (suspectLow[series] as number) || x > (suspectHigh[series] as number)) says = FLAG.suspect;
    else if (Number.isNaN(x)) says = FLAG.missing;
    flag[row] = says;
    tests[row] = says === FLAG.fail || says === FLAG.suspect ? GROSS_RANGE : 0;
    settingsVersion[row] = 1;
  }
}
