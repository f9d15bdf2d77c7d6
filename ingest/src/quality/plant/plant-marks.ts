import { FLAG, testBit } from '@banyu/contracts';
import type { SpanReadings } from '@banyu/store';
import type { QualityStore } from '../quality-stage.ts';

/** The bits of the tests that compare devices with each other. */
export const PLANT_TESTS = testBit('neighbour') | testBit('mass_balance');

/** Whether only what compares devices with each other may have spoken: the reading's own tests leave it 1. */
export function isOwnGood(flag: number, tests: number): boolean {
  return flag === FLAG.pass || (flag === FLAG.suspect && tests !== 0 && (tests & ~PLANT_TESTS) === 0);
}

/**
 * A store as if devices had never been compared with each other. The stream and a requalification judge each series by
 * this, so what they say cannot depend on when the comparison was made.
 */
export function withoutPlantMarks(store: QualityStore): QualityStore {
  return {
    coverage: (query) => store.coverage(query),
    spans: async (queries) => (await store.spans(queries)).map(unmarked),
  };
}

function unmarked(span: SpanReadings): SpanReadings {
  const { length, flag, tests } = span;
  let row = 0;
  while (row < length && ((tests[row] as number) & PLANT_TESTS) === 0) row += 1;
  if (row === length) return span;
  const own = { flag: flag.slice(), tests: tests.slice() };
  for (; row < length; row += 1) {
    if (!isOwnGood(flag[row] as number, tests[row] as number)) continue;
    own.flag[row] = FLAG.pass;
    own.tests[row] = 0;
  }
  return { ...span, ...own };
}
