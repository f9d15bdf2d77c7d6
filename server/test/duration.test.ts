import { InvalidInputError } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { before, lengthMs, parseDuration } from '../src/duration.ts';

const NOW = Date.UTC(2028, 2, 31, 12);

describe('parseDuration()', () => {
  it.each([
    ['90s', Date.UTC(2028, 2, 31, 11, 58, 30)],
    ['90m', Date.UTC(2028, 2, 31, 10, 30)],
    ['36h', Date.UTC(2028, 2, 30)],
    ['30d', Date.UTC(2028, 2, 1, 12)],
    ['2w', Date.UTC(2028, 2, 17, 12)],
    ['1mo', Date.UTC(2028, 1, 29, 12)],
    ['1y', Date.UTC(2027, 2, 31, 12)],
  ])('understands %s, by the calendar', (text, expected) => {
    expect(before(NOW, parseDuration(text, '--history'))).toBe(expected);
  });

  it.each(['', 'a year', '1 y', '-1d', '0d', '1.5d', '1Y', '99999999d'])(
    'refuses "%s" and says what to write',
    (text) => {
      expect(() => parseDuration(text, '--history')).toThrow(InvalidInputError);
      expect(() => parseDuration(text, '--history')).toThrow(
        /--history: ".*" is no duration.*90d, 6mo or 1y/,
      );
    },
  );
});

describe('lengthMs()', () => {
  it.each([
    ['90s', 90_000],
    ['1d', 86_400_000],
    ['1mo', 30 * 86_400_000],
  ])('of %s is %d', (text, expected) => {
    expect(lengthMs(parseDuration(text, '--valid'), Date.UTC(2028, 3, 1))).toBe(expected);
  });
});
