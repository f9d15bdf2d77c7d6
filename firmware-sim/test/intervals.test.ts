import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalsOf } from '../src/intervals.ts';

describe('intervalsOf()', () => {
  it.each([
    [120_000, 5_000, 5_000],
    [100_000, 30_000, 25_000],
    [10_000, 30_000, 10_000],
    [7_000, 3_000, 1_750],
  ])(
    'has a scan fit into the interval: %d ms scanned each %d ms gives %d ms',
    (sampleMs, scanMs, fitting) => {
      expect(intervalsOf({ sampleMs, scanMs, phaseMs: 0 }, false)).toMatchObject({
        sampleMs,
        scanMs: fitting,
      });
    },
  );

  it('always gives a scan that divides the interval and is not longer than wished', () => {
    const ms = fc.integer({ min: 10, max: 900_000 });
    fc.assert(
      fc.property(ms, ms, (sampleMs, wishedMs) => {
        const { scanMs } = intervalsOf({ sampleMs, scanMs: wishedMs, phaseMs: 0 }, false);
        expect(sampleMs % scanMs).toBe(0);
        expect(scanMs).toBeLessThanOrEqual(wishedMs);
        expect(Number.isInteger(scanMs)).toBe(true);
      }),
    );
  });

  it('slows down to 15 minutes with a low battery, and lets a slower device be', () => {
    const slow = (sampleMs: number) => intervalsOf({ sampleMs, scanMs: 5_000, phaseMs: 0 }, true);
    expect(slow(60_000)).toMatchObject({ sampleMs: 900_000, scanMs: 900_000 });
    expect(slow(3_600_000)).toMatchObject({ sampleMs: 3_600_000, scanMs: 3_600_000 });
  });

  it('keeps the phase within the interval', () => {
    expect(intervalsOf({ sampleMs: 1_000, scanMs: 500, phaseMs: 2_300 }, false).phaseMs).toBe(300);
  });
});
