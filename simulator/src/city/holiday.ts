import { DAY_MS, dayOf } from './local-time.ts';

/** Days on which the city is not as usual. */
export interface Holiday {
  /** Local dates, `YYYY-MM-DD`; the last one belongs to it. */
  readonly first: string;
  readonly last: string;
  /** Times the workshops' water of a working day. Default 0.1. */
  readonly workshops?: number;
  /** Times the households' water. Default 1. */
  readonly households?: number;
}

/** Times the ordinary water. */
export interface Busyness {
  readonly workshops: number;
  readonly households: number;
}

const ORDINARY: Busyness = { workshops: 1, households: 1 };
const CLOSED = 0.1;
const MOST_DAYS = 400;

/** Looks holidays up by day. */
export class HolidayCalendar {
  readonly #days = new Map<number, Busyness>();

  /** Of two holidays on one day the quieter one counts. Throws RangeError for dates that are none, or in disorder. */
  add(holidays: readonly Holiday[]): void {
    for (const { first, last, workshops = CLOSED, households = 1 } of holidays) {
      const begin = parseDay(first);
      const end = parseDay(last);
      if (end < begin || end - begin > MOST_DAYS) {
        throw new RangeError(
          `A holiday lasts from ${first} to ${last}, expected 1 to ${MOST_DAYS} days in order`,
        );
      }
      for (let day = begin; day <= end; day++) {
        const before = this.#days.get(day);
        if (before === undefined || workshops < before.workshops)
          this.#days.set(day, { workshops, households });
      }
    }
  }

  on(day: number): Busyness {
    return this.#days.get(day) ?? ORDINARY;
  }
}

/** The day of `YYYY-MM-DD`. */
function parseDay(date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(ms) || formatDay(ms / DAY_MS) !== date)
    throw new RangeError(`"${date}" is no date, expected YYYY-MM-DD`);
  return ms / DAY_MS;
}

/** `YYYY-MM-DD`. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The first day of Easter, Western churches (the rule in Meeus, Astronomical Algorithms). */
export function easterOf(year: number): number {
  const a = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const leapCorrection = Math.floor((century + 8) / 25);
  const moonCorrection = Math.floor((century - leapCorrection + 1) / 3);
  const epact = (19 * a + century - Math.floor(century / 4) - moonCorrection + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((a + 11 * epact + 22 * toSunday) / 451);
  const dayOfMarch = epact + toSunday - 7 * late + 114;
  return dayOf(year, Math.floor(dayOfMarch / 31), (dayOfMarch % 31) + 1);
}

/** Days from 1970-01-01 back to the day before 1 Muharram of the year 1, civil epoch (16 July 622, Julian). */
const HIJRI_EPOCH = -492_149;

/**
 * The day of a date in the arithmetic Islamic calendar (30-year cycle, civil epoch; Reingold and Dershowitz, Calendrical
 * Calculations). What Indonesia proclaims after looking for the moon is this day or its neighbour.
 */
export function hijriDay(year: number, month: number, dayOfMonth: number): number {
  return (
    HIJRI_EPOCH +
    354 * (year - 1) +
    Math.floor((11 * year + 3) / 30) +
    29 * (month - 1) +
    Math.floor(month / 2) +
    dayOfMonth
  );
}
