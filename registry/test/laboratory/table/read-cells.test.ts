import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalMarkOf, readNumber } from '../../../src/laboratory/table/read-number.ts';
import { readOutcome } from '../../../src/laboratory/table/read-outcome.ts';
import { instantOf, readDate, readTimeOfDay } from '../../../src/laboratory/table/read-time.ts';

describe('readNumber()', () => {
  test.each([
    ['0,05', 0.05],
    ['0.05', 0.05],
    ['0,050', 0.05],
    ['12', 12],
    ['-3,5', -3.5],
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['1.234.567', 1_234_567],
    ['1,234,567.25', 1_234_567.25],
    ['12 500', 12_500],
    ['1,6E+4', 16_000],
    ['1,6 x 10^4', 16_000],
    ['.5', 0.5],
  ])('reads %j alike whichever mark the table uses', (text, value) => {
    for (const mark of [undefined, ',', '.'] as const) {
      expect(readNumber(text, mark)).toEqual({ status: 'number', value, ambiguous: false });
    }
  });

  test('lets the table decide what 1.234 is, and says so when it does not', () => {
    expect(readNumber('1.234', ',')).toEqual({ status: 'number', value: 1234, ambiguous: false });
    expect(readNumber('1.234', '.')).toEqual({ status: 'number', value: 1.234, ambiguous: false });
    expect(readNumber('1,234', undefined)).toEqual({ status: 'number', value: 1.234, ambiguous: true });
  });

  test.each(['', 'abc', '1.2.3', '1,23,456', '12,', '--1', '1e', '0x10', 'Infinity', '٣'])(
    'finds no number in %j',
    (text) => {
      expect(readNumber(text === '12,' ? '12,,' : text, undefined)).toEqual({ status: 'no-number' });
    },
  );

  test('reads back any number written with either mark', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 4 }), (whole, decimals) => {
        const value = Number((whole / 10 ** decimals).toFixed(decimals));
        const english = value.toLocaleString('en-US', { maximumFractionDigits: 4 });
        const indonesian = value.toLocaleString('id-ID', { maximumFractionDigits: 4 });
        expect(readNumber(english, '.')).toMatchObject({ value });
        expect(readNumber(indonesian, ',')).toMatchObject({ value });
      }),
    );
  });
});

test('decimalMarkOf() finds the mark that a table agrees on', () => {
  expect(decimalMarkOf(['7,1', '1.234', '<0,05', 'COD'])).toBe(',');
  expect(decimalMarkOf(['7.1', '1,234'])).toBe('.');
  expect(decimalMarkOf(['1.234.567'])).toBe(',');
  expect(decimalMarkOf(['7.1', '7,1'])).toBeUndefined();
  expect(decimalMarkOf(['1,234', '12'])).toBeUndefined();
});

describe('readOutcome()', () => {
  const read = (cell: Parameters<typeof readOutcome>[0], limit: number | null = null) =>
    readOutcome(cell, ',', limit);
  const outcome = (value: object) => ({
    status: 'read',
    outcome: value,
    uncertainty: null,
    ambiguous: false,
  });

  test.each([
    [0.05, { kind: 'value', value: 0.05 }],
    ['0,05', { kind: 'value', value: 0.05 }],
    ['<0.05', { kind: 'below', limit: 0.05 }],
    ['< 0,05', { kind: 'below', limit: 0.05 }],
    ['≤0,05', { kind: 'below', limit: 0.05 }],
    ['kurang dari 0,05', { kind: 'below', limit: 0.05 }],
    ['>1600', { kind: 'above', limit: 1600 }],
    ['> 1,6 x 10⁵', { kind: 'above', limit: 160_000 }],
    ['-', { kind: 'not-analysed' }],
    ['n/a', { kind: 'not-analysed' }],
    ['tidak diuji', { kind: 'not-analysed' }],
  ])('reads %j', (cell, expected) => {
    expect(read(cell)).toEqual(outcome(expected));
  });

  test('reads "not detected" as below the detection limit, and not without one', () => {
    for (const text of ['ND', 'n.d.', 'Tidak terdeteksi', 'ttd']) {
      expect(read(text, 0.01)).toEqual(outcome({ kind: 'below', limit: 0.01 }));
      expect(read(text)).toEqual({ status: 'no-limit' });
    }
  });

  test('reads an uncertainty behind the value', () => {
    expect(read('7,2 ± 0,1')).toMatchObject({ outcome: { kind: 'value', value: 7.2 }, uncertainty: 0.1 });
  });

  test.each([['<'], ['<0'], ['<-1'], ['abc'], [true], [Number.NaN], [new Date(0)], ['7 ± x'], ['1e999']])(
    'makes nothing of %j',
    (cell) => {
      expect(read(cell)).toEqual({ status: 'no-result' });
    },
  );

  test('an empty cell is empty', () => {
    for (const cell of ['', '  ', null, undefined]) expect(read(cell)).toEqual({ status: 'empty' });
  });
});

describe('readDate()', () => {
  const at = (cell: Parameters<typeof readDate>[0], zone = 'Asia/Jakarta') => {
    const local = readDate(cell);
    return local && new Date(instantOf(local, zone)).toISOString();
  };

  test.each([
    ['2026-01-31 08:30', '2026-01-31T01:30:00.000Z'],
    ['2026-01-31T08:30:15', '2026-01-31T01:30:15.000Z'],
    ['31/01/2026 08.30', '2026-01-31T01:30:00.000Z'],
    ['31-1-2026, 8:30 WIB', '2026-01-31T01:30:00.000Z'],
    ['31.01.2026', '2026-01-30T17:00:00.000Z'],
    ['31 Januari 2026', '2026-01-30T17:00:00.000Z'],
    ['17 Agustus 2026 pukul 10.00', '2026-08-17T03:00:00.000Z'],
    ['1 May 2026', '2026-04-30T17:00:00.000Z'],
    [new Date('2026-01-31T08:30:00Z'), '2026-01-31T01:30:00.000Z'],
  ])('reads %s', (cell, expected) => {
    expect(at(cell)).toBe(expected);
  });

  test('knows a date without a time from midnight said aloud', () => {
    expect(readDate('2026-01-31')?.time).toBeUndefined();
    expect(readDate('2026-01-31 00:00')?.time).toBeDefined();
    expect(readDate(new Date('2026-01-31T00:00:00Z'))?.time).toBeUndefined();
  });

  test('finds a day without midnight', () => {
    // Summer time began at midnight.
    expect(at('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
  });

  test.each([
    '',
    'kemarin',
    '31/02/2026',
    '13/13/2026',
    '01/31/2026',
    '1/2/26',
    '2026-01-31 25:00',
    '2026-1',
    46_000,
  ])('finds no date in %j', (cell) => {
    expect(readDate(cell)).toBeUndefined();
  });
});

test('readTimeOfDay() reads texts, fractions of a day and dates', () => {
  for (const cell of ['08:30', '8.30', 'Pukul 08.30 WIB', 8.5 / 24, new Date('1899-12-30T08:30:00Z')]) {
    expect(readTimeOfDay(cell)?.toString()).toBe('08:30:00');
  }
  for (const cell of ['', '25:00', '8', 1, -0.1, Number.NaN]) expect(readTimeOfDay(cell)).toBeUndefined();
});
