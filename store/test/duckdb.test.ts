import { describe } from 'vitest';
import { openDuckdbStore } from '../src/index.ts';
import { describeAggregates } from './conformance/aggregates.ts';
import { describeLaws } from './conformance/laws.ts';
import { describeRetention } from './conformance/retention.ts';
import { describeConformance } from './conformance.ts';

describeConformance('openDuckdbStore()', () => openDuckdbStore({ path: ':memory:' }));

describe('openDuckdbStore() with readings rolled up and sorted all the time keeps the store’s contract', () => {
  const open = () => openDuckdbStore({ path: ':memory:', rollUpEveryMs: 1, sortAfterRows: 1 });
  describeAggregates(open);
  describeRetention(open);
  describeLaws(open);
});
