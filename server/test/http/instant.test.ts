import { InvalidInputError } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInstant, parseRange } from '../../src/http/instant.ts';

const JAKARTA = 'Asia/Jakarta';
const NOON = Date.UTC(2026, 10, 24, 5);

describe('parseInstant()', () => {
  test.each([
    ['1795496400000', 1_795_496_400_000],
    ['2026-11-24T12:00:00+07:00', NOON],
    ['2026-11-24T12:00:00 07:00', NOON],
    ['2026-11-24T05:00Z', NOON],
    ['2026-11-24T12:00', NOON],
    ['2026-11-24t12:00:00.250', NOON + 250],
    ['2026-11-24', Date.UTC(2026, 10, 23, 17)],
  ])('reads %s', (text, expected) => {
    expect(parseInstant(text, JAKARTA, 'from')).toBe(expected);
  });

  test.each([
    '',
    'yesterday',
    '2026-13-01',
    '2026-11-24T25:00',
    '-1',
    '1969-12-31',
    '9999999999999999',
    '1e3',
  ])('refuses "%s" and names the field', (text) => {
    expect(() => parseInstant(text, JAKARTA, 'to')).toThrow(expect.objectContaining({ field: 'to' }));
  });

  test('a date in a zone that skips midnight that day is its first instant', () => {
    expect(parseInstant('2026-03-29', 'Asia/Beirut', 'from')).toBe(Date.UTC(2026, 2, 28, 22));
  });

  test('gives an instant or InvalidInputError for whatever text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.date({ noInvalidDate: true }).map(String)), (text) => {
        try {
          expect(parseInstant(text, JAKARTA, 'from')).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });
});

describe('parseRange()', () => {
  test('is the last 24 hours by default', () => {
    expect(parseRange({}, JAKARTA, NOON)).toEqual({ from: NOON - 86_400_000, to: NOON });
  });

  test('begins 24 hours before its end when only that is given', () => {
    expect(parseRange({ to: '2026-11-24' }, JAKARTA, NOON)).toEqual({
      from: Date.UTC(2026, 10, 22, 17),
      to: Date.UTC(2026, 10, 23, 17),
    });
  });

  test.each([
    { from: '2026-11-24', to: '2026-11-24' },
    { from: '2026-11-25', to: '2026-11-24' },
    { from: '2027-01-01' },
  ])('refuses %j', (query) => {
    expect(() => parseRange(query, JAKARTA, NOON)).toThrow(/from must lie before to/);
  });
});
