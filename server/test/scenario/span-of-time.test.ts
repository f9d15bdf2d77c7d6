import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Offset, parseSpan, Shift, Span, writeSpan } from '../../src/scenario/span-of-time.ts';

describe('a span of time', () => {
  it('is days, hours, minutes and seconds in this order', () => {
    expect(parseSpan('1d2h3m4s')).toBe(93_784_000);
    expect(parseSpan('90m')).toBe(5_400_000);
    for (const text of ['', 'h', '1', '1.5h', '30m2h', '2h 30m', '-1h', '1w', '99999d']) {
      expect(parseSpan(text), text).toBeUndefined();
    }
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.nat(34_000_000), (seconds) => {
        expect(parseSpan(writeSpan(seconds * 1_000))).toBe(seconds * 1_000);
      }),
    );
  });

  it('may be nothing as an offset, negative as a shift, and never more than 400 days', () => {
    expect(Offset.safeParse('0m').data).toBe(0);
    expect(Span.safeParse('0m').error?.issues[0]?.message).toMatch(/too short/);
    expect(Shift.safeParse('-2h').data).toBe(-7_200_000);
    expect(Offset.safeParse('-2h').success).toBe(false);
    expect(Span.safeParse('401d').error?.issues[0]?.message).toMatch(/too long, at most 400d/);
  });
});
