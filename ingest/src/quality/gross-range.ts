import { FLAG, parameterOf, type ReadingBatch } from '@banyu/contracts';
import type { QualityTest } from './quality-test.ts';

/**
 * QARTOD gross range test: 4 below or above what the parameter can be (its span in the contract), 1 otherwise;
 * a value on a bound passes. (U.S. IOOS, Manual for Real-Time Quality Control, test 4.)
 */
export const grossRange: QualityTest = {
  name: 'gross_range',
  evaluate({ series, length, seriesIndex, value }: ReadingBatch, verdict: Uint8Array): void {
    const spans = series.map(({ parameter }) => parameterOf(parameter)?.span);
    const min = Float64Array.from(spans, (span) => span?.[0] ?? Number.NEGATIVE_INFINITY);
    const max = Float64Array.from(spans, (span) => span?.[1] ?? Number.POSITIVE_INFINITY);
    for (let row = 0; row < length; row += 1) {
      const at = seriesIndex[row] as number;
      const x = value[row] as number;
      verdict[row] = x < (min[at] as number) || x > (max[at] as number) ? FLAG.fail : FLAG.pass;
    }
  },
};
