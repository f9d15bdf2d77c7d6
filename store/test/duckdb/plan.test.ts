import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitRange } from '../../src/duckdb/plan.ts';

const HOUR = 3_600_000;

describe('splitRange()', () => {
  it('reads rollups where hours are whole and clean, raw readings at the ends and in dirty hours', () => {
    expect(splitRange({ from: 0.5 * HOUR, to: 9.25 * HOUR }, [4 * HOUR, 5 * HOUR], 0)).toEqual({
      raw: [
        { from: 0.5 * HOUR, to: HOUR },
        { from: 4 * HOUR, to: 6 * HOUR },
        { from: 9 * HOUR, to: 9.25 * HOUR },
      ],
      rollups: [
        { from: HOUR, to: 4 * HOUR },
        { from: 6 * HOUR, to: 9 * HOUR },
      ],
    });
  });

  it('reads a range within an hour raw, and nothing where that was deleted', () => {
    const range = { from: 10 * HOUR + 1, to: 10 * HOUR + 2 };
    expect(splitRange(range, [], 0)).toEqual({ raw: [range], rollups: [] });
    expect(splitRange({ from: 0.5 * HOUR, to: 2.5 * HOUR }, [], 3 * HOUR)).toEqual({
      raw: [],
      rollups: [{ from: HOUR, to: 2 * HOUR }],
    });
  });

  it('covers the range once, each dirty hour raw, nothing raw that was deleted, in few scans', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 400 })),
        fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 200 }),
        ([fromHalf, lengthHalves], dirty, sealed) => {
          const range = { from: (fromHalf * HOUR) / 2, to: ((fromHalf + lengthHalves) * HOUR) / 2 };
          const sealedBefore = sealed * HOUR;
          const dirtyHours = dirty
            .map((hour) => hour * HOUR)
            .filter((hour) => hour >= sealedBefore && hour + HOUR > range.from && hour < range.to)
            .sort((a, b) => a - b);
          const { raw, rollups } = splitRange(range, dirtyHours, sealedBefore);
          expect(raw.length).toBeLessThanOrEqual(8);
          expect(raw.every(({ from, to }) => from >= sealedBefore && from < to)).toBe(true);
          expect(rollups.every(({ from, to }) => from % HOUR === 0 && to % HOUR === 0 && from < to)).toBe(
            true,
          );
          for (let half = range.from; half < range.to; half += HOUR / 2) {
            const isIn = ({ from, to }: { from: number; to: number }) => half >= from && half < to;
            const inRaw = raw.filter(isIn).length;
            const inRollups = rollups.filter(isIn).length;
            const hour = Math.floor(half / HOUR) * HOUR;
            const isWhole = hour >= range.from && hour + HOUR <= range.to;
            if (dirtyHours.includes(hour)) expect([inRaw, inRollups]).toEqual([1, 0]);
            else if (half >= sealedBefore || isWhole) expect(inRaw + inRollups).toBe(1);
            else expect(inRaw + inRollups).toBe(0);
          }
        },
      ),
    );
  });
});
