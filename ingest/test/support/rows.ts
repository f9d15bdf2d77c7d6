import { type QualityTest, type ReadingBatch, testsFromBits } from '@banyu/contracts';

export interface Row {
  readonly parameter: string;
  readonly t: number;
  readonly value: number | null;
  readonly flag: number;
  readonly tests: readonly QualityTest[];
}

/** The rows of a batch as objects; null for no value. */
export function rowsOf(batch: ReadingBatch): Row[] {
  return Array.from({ length: batch.length }, (_, i) => {
    const value = batch.value[i] ?? Number.NaN;
    return {
      parameter: batch.series[batch.seriesIndex[i] ?? -1]?.parameter ?? '',
      t: batch.t[i] ?? Number.NaN,
      value: Number.isNaN(value) ? null : value,
      flag: batch.flag[i] ?? 0,
      tests: testsFromBits(batch.tests[i] ?? 0),
    };
  });
}
