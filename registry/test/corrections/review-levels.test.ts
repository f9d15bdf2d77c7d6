import { REVIEW_LEVELS } from '@banyu/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelsOver } from '../../src/corrections/review-levels.ts';

const entries = fc
  .array(
    fc.record({
      from: fc.nat(20),
      length: fc.integer({ min: 1, max: 10 }),
      level: fc.constantFrom(...REVIEW_LEVELS),
    }),
    { maxLength: 10 },
  )
  .map((list) =>
    list.map(({ from, length, level }, id) => ({
      id,
      from,
      to: from + length,
      level,
      at: 0,
      by: 'x',
      why: 'y',
    })),
  );

test('levelsOver() covers the period without gaps, each instant with the newest decision over it', () => {
  fc.assert(
    fc.property(entries, fc.nat(20), fc.integer({ min: 1, max: 15 }), (all, from, length) => {
      const period = { from, to: from + length };
      const segments = levelsOver(all, period);
      expect(segments[0]?.from).toBe(period.from);
      expect(segments.at(-1)?.to).toBe(period.to);
      for (const [i, segment] of segments.entries()) {
        expect(segments[i + 1]?.from ?? segment.to).toBe(segment.to);
        expect(segments[i + 1]?.entry === segment.entry).toBe(false);
      }
      for (let t = period.from; t < period.to; t++) {
        const newest = all.findLast((entry) => entry.from <= t && t < entry.to);
        const segment = segments.find((each) => each.from <= t && t < each.to);
        expect(segment?.level).toBe(newest?.level ?? 'working');
        expect(segment?.entry ?? undefined).toBe(newest);
      }
    }),
  );
});
