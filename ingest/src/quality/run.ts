import { aggregateFlag, FLAG, FLAGS, type ReadingBatch, testBit } from '@banyu/contracts';
import { grossRange } from './gross-range.ts';
import type { QualityTest } from './quality-test.ts';

/** The tests every reading goes through, each independent of the others. */
export const QUALITY_CHAIN: readonly QualityTest[] = [grossRange];

const FLAG_LIMIT = 16;

/** `aggregateFlag` of two flags as a table: row × FLAG_LIMIT + column. */
const COMBINED = new Uint8Array(FLAG_LIMIT * FLAG_LIMIT);
for (const a of FLAGS) {
  COMBINED[a] = a; // 0: no flag yet
  for (const b of FLAGS) COMBINED[a * FLAG_LIMIT + b] = aggregateFlag([a, b]);
}

/**
 * Runs the tests over a batch and fills its columns `flag` and `tests`: the aggregate of all tests' flags, and the
 * bits of those that raised it to suspect or fail. A reading without a value is 9, missing.
 */
export function runQuality(batch: ReadingBatch, chain: readonly QualityTest[] = QUALITY_CHAIN): void {
  const { length, flag, tests, value } = batch;
  flag.fill(0, 0, length);
  tests.fill(0, 0, length);
  const verdict = new Uint8Array(length);
  for (const test of chain) {
    test.evaluate(batch, verdict);
    const bit = testBit(test.name);
    for (let row = 0; row < length; row += 1) {
      const before = flag[row] as number;
      const says = verdict[row] as number;
      const after = COMBINED[before * FLAG_LIMIT + says] as number;
      if (after !== before) tests[row] = 0;
      if (says === after && (says === FLAG.suspect || says === FLAG.fail))
        tests[row] = (tests[row] as number) | bit;
      flag[row] = after;
    }
  }
  for (let row = 0; row < length; row += 1) {
    if (Number.isNaN(value[row])) {
      flag[row] = FLAG.missing;
      tests[row] = 0;
    } else if (flag[row] === 0) {
      flag[row] = FLAG.notEvaluated;
    }
  }
}
