import type { QualityTest as QualityTestName, ReadingBatch } from '@banyu/contracts';

/**
 * One quality test over the rows of a batch: a flag for each row into `verdict`. It works by columns and knows
 * nothing of the other tests. Rows without a value are 9 whatever it says.
 */
export interface QualityTest {
  readonly name: QualityTestName;
  evaluate(batch: ReadingBatch, verdict: Uint8Array): void;
}
