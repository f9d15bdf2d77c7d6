import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantIn, localIn } from '../../src/laboratory/local-instant.ts';

describe('instantIn()', () => {
  it('takes what a field gives for the clock of the plant', () => {
    expect(instantIn('2026-11-24T08:30', 'Asia/Jakarta')).toBe(Date.UTC(2026, 10, 24, 1, 30));
    expect(instantIn('2026-07-01T12:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 6, 1, 10));
    expect(instantIn('', 'Asia/Jakarta')).toBeUndefined();
    expect(instantIn('2026-02-31T08:30x', 'Asia/Jakarta')).toBeUndefined();
  });

  it('gives back the minute that localIn() showed, in zones that never change their clock', () => {
    const minute = fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2060, 0) / 60_000 });
    const zone = fc.constantFrom('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura', 'UTC');
    fc.assert(
      fc.property(minute, zone, (minutes, timeZone) => {
        expect(instantIn(localIn(minutes * 60_000, timeZone), timeZone)).toBe(minutes * 60_000);
      }),
    );
  });
});
