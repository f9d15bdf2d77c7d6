import { describe, expect, it } from 'vitest';
import { formatOf, preferredLanguage } from '../src/format.ts';

const indonesian = formatOf('id', 'Asia/Jakarta');
const english = formatOf('en', 'Asia/Jakarta');
const MORNING = Date.UTC(2026, 10, 24, 2, 30, 5);

describe('formatOf()', () => {
  it('writes values with the decimals asked for and the language’s separators', () => {
    expect(indonesian.value(3082.456, 1)).toBe('3.082,5');
    expect(english.value(3082.456, 1)).toBe('3,082.5');
    expect(indonesian.value(7, 2)).toBe('7,00');
  });

  it('writes a dash for no value', () => {
    expect(indonesian.value(null, 2)).toBe('–');
  });

  it('never rounds a share up to 100 % when something is missing', () => {
    expect(english.percent(0.9999)).toBe('99%');
    expect(english.percent(1)).toBe('100%');
  });

  it('tells times in the plant’s zone, and the zone’s name', () => {
    expect(indonesian.clock(MORNING)).toBe('09.30.05');
    expect(english.clock(MORNING)).toBe('09:30:05');
    expect(indonesian.zone(MORNING)).toBe('WIB');
  });

  it('knows midnight at the plant', () => {
    expect(english.isMidnight(Date.UTC(2026, 10, 23, 17))).toBe(true);
    expect(english.isMidnight(Date.UTC(2026, 10, 24, 0))).toBe(false);
  });

  it.each([
    [-4_000, 'baru saja'],
    [1_999, 'baru saja'],
    [12_900, '12 dtk lalu'],
    [119_000, '1 mnt lalu'],
    [7_200_000, '2 jam lalu'],
    [3 * 86_400_000, '3 hari yang lalu'],
  ])('tells an age of %i ms as "%s"', (ageMs, expected) => {
    expect(indonesian.age(ageMs)).toBe(expected);
  });
});

describe('preferredLanguage()', () => {
  it.each([
    [['id-ID', 'en'], 'id'],
    [['ms-MY'], 'id'],
    [['en-GB', 'id'], 'en'],
    [['idx'], 'en'],
    [[], 'en'],
  ] as const)('for %j is %s', (browser, expected) => {
    expect(preferredLanguage(browser)).toBe(expected);
  });
});
