import { describe, expect, it } from 'vitest';
import { easterOf, formatDay, HolidayCalendar, hijriDay } from '../../src/city/holiday.ts';
import { dayOf } from '../../src/city/local-time.ts';
import { indonesianHolidays } from '../../src/index.ts';

describe('holidays', () => {
  it('Easter falls where the churches keep it', () => {
    expect([1961, 2000, 2024, 2025, 2026, 2038].map((year) => formatDay(easterOf(year)))).toEqual([
      '1961-04-02',
      '2000-04-23',
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2038-04-25',
    ]);
  });

  it('the reckoned Islamic days are those that were decreed, or their neighbours', () => {
    const decreed = [
      [hijriDay(1445, 10, 1), dayOf(2024, 4, 10)],
      [hijriDay(1445, 12, 10), dayOf(2024, 6, 17)],
      [hijriDay(1446, 10, 1), dayOf(2025, 3, 31)],
      [hijriDay(1447, 1, 1), dayOf(2025, 6, 27)],
      [hijriDay(1447, 10, 1), dayOf(2026, 3, 21)],
      [hijriDay(1448, 3, 12), dayOf(2026, 8, 25)],
    ] as const;
    for (const [reckoned, day] of decreed) expect(Math.abs(reckoned - day)).toBeLessThanOrEqual(1);
  });

  it('a year has Lebaran with the days around it, the fixed days, and the movable ones', () => {
    const [lebaran, ...others] = indonesianHolidays(2026);
    expect(lebaran).toMatchObject({ first: '2026-03-18', last: '2026-03-27', workshops: 0 });
    expect(others.map(({ first }) => first)).toEqual(
      expect.arrayContaining(['2026-08-17', '2026-12-25', '2026-05-27', '2026-05-31']),
    );
  });

  it('a year without a decree has them by reckoning, even Lebaran twice', () => {
    expect(indonesianHolidays(2027)[0]).toMatchObject({ first: '2027-03-07', last: '2027-03-16' });
    expect(indonesianHolidays(2030).filter(({ workshops }) => workshops === 0)).toHaveLength(1);
    expect(indonesianHolidays(2033).filter(({ workshops }) => workshops === 0)).toHaveLength(2);
  });

  it('of two on one day the quieter one counts', () => {
    const calendar = new HolidayCalendar();
    calendar.add([
      { first: '2026-03-18', last: '2026-03-20', workshops: 0, households: 1.2 },
      { first: '2026-03-19', last: '2026-03-19' },
    ]);
    expect(calendar.on(dayOf(2026, 3, 19))).toEqual({ workshops: 0, households: 1.2 });
    expect(calendar.on(dayOf(2026, 3, 21))).toEqual({ workshops: 1, households: 1 });
  });

  it('dates that are none, or in disorder, are refused', () => {
    const add = (first: string, last: string) => () => new HolidayCalendar().add([{ first, last }]);
    expect(add('2026-02-30', '2026-03-01')).toThrow('"2026-02-30" is no date, expected YYYY-MM-DD');
    expect(add('2026-03-02', '2026-03-01')).toThrow('expected 1 to 400 days in order');
  });
});
