import { describe } from 'vitest';
import type { Store } from '../src/index.ts';
import { describeAggregates } from './conformance/aggregates.ts';
import { describeExport } from './conformance/export.ts';
import { describeFlags } from './conformance/flags.ts';
import { describeLaws } from './conformance/laws.ts';
import { describeQueries } from './conformance/queries.ts';
import { describeRetention } from './conformance/retention.ts';
import { describeWrites } from './conformance/writes.ts';

/** Opens an empty store; the suite closes it. */
export type OpenStore = () => Promise<Store>;

/** What every store does, whatever it is made of. */
export function describeConformance(name: string, open: OpenStore): void {
  describe(`${name} keeps the store's contract`, () => {
    describeWrites(open);
    describeQueries(open);
    describeAggregates(open);
    describeExport(open);
    describeFlags(open);
    describeRetention(open);
    describeLaws(open);
  });
}
