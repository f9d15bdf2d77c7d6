import { easterOf, formatDay, type Holiday, hijriDay } from './holiday.ts';
import { dayOf, yearOf } from './local-time.ts';

/**
 * Workshops close some days before Lebaran and open when everybody is back; who works elsewhere comes home and uses
 * water. The days and shares are assumptions.
 */
const LEBARAN = { daysBefore: 3, daysAfter: 6, workshops: 0, households: 1.15 } as const;

/** Months of the Islamic calendar. */
const MUHARRAM = 1;
const RABI_AL_AWWAL = 3;
const RAJAB = 7;
const SHAWWAL = 10;
const DHU_AL_HIJJA = 12;

/** Fixed by law: New Year, Labour Day, Pancasila, Independence, Christmas. */
const FIXED = [
  [1, 1],
  [5, 1],
  [6, 1],
  [8, 17],
  [12, 25],
] as const;

/**
 * The movable ones as the joint decrees of three ministers name them (SKB 855/3/4 of 2023, 1017/2/2 of 2024, 1497/2/5 of
 * 2025); the first of each row is Idul Fitri. Then: Isra Mikraj, Imlek, Nyepi, Good Friday, Waisak, Ascension, Idul Adha,
 * Islamic new year, Maulid.
 */
const DECREED: Readonly<Record<number, readonly string[]>> = {
  2024: ['04-10', '02-08', '02-10', '03-11', '03-29', '05-23', '05-09', '06-17', '07-07', '09-16'],
  2025: ['03-31', '01-27', '01-29', '03-29', '04-18', '05-12', '05-29', '06-06', '06-27', '09-05'],
  2026: ['03-21', '01-16', '02-17', '03-19', '04-03', '05-31', '05-14', '05-27', '06-16', '08-25'],
};

/**
 * Public holidays of a year in Indonesia that close workshops, with the weeks around Lebaran. Where no decree is known
 * here, the Islamic ones are reckoned and may be a day off, and Imlek, Nyepi and Waisak are left out.
 */
export function indonesianHolidays(year: number): readonly Holiday[] {
  const [lebaran = [], others = []] = movable(year);
  const fixed = FIXED.map(([month, day]) => dayOf(year, month, day));
  return [
    ...lebaran.map((day) => ({
      first: formatDay(day - LEBARAN.daysBefore),
      last: formatDay(day + LEBARAN.daysAfter),
      workshops: LEBARAN.workshops,
      households: LEBARAN.households,
    })),
    ...[...fixed, ...others].map((day) => ({ first: formatDay(day), last: formatDay(day) })),
  ];
}

/** The days of Idul Fitri, and the other movable ones. */
function movable(year: number): readonly (readonly number[])[] {
  const decreed = DECREED[year]?.map((date) => {
    const [month = 1, day = 1] = date.split('-').map(Number);
    return dayOf(year, month, day);
  });
  if (decreed !== undefined) return [decreed.slice(0, 1), decreed.slice(1)];
  const easter = easterOf(year);
  return [
    hijriDaysIn(year, SHAWWAL, 1),
    [
      easter - 2,
      easter + 39,
      ...hijriDaysIn(year, RAJAB, 27),
      ...hijriDaysIn(year, DHU_AL_HIJJA, 10),
      ...hijriDaysIn(year, MUHARRAM, 1),
      ...hijriDaysIn(year, RABI_AL_AWWAL, 12),
    ],
  ];
}

/** When a date of the Islamic calendar falls into a year: once, sometimes twice, or not. */
function hijriDaysIn(year: number, month: number, dayOfMonth: number): readonly number[] {
  const about = Math.floor((year - 622) * (33 / 32));
  return [about - 1, about, about + 1, about + 2]
    .map((hijriYear) => hijriDay(hijriYear, month, dayOfMonth))
    .filter((day) => yearOf(day) === year);
}
