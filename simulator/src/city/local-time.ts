export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Days since 1970-01-01 by the local clock. */
export function localDay(tMs: number, utcOffsetMs: number): number {
  return Math.floor((tMs + utcOffsetMs) / DAY_MS);
}

/** The hour of the local day, 0 to 24, with its fraction. */
export function localHour(tMs: number, utcOffsetMs: number): number {
  return (tMs + utcOffsetMs - localDay(tMs, utcOffsetMs) * DAY_MS) / HOUR_MS;
}

export const SUNDAY = 0;
export const FRIDAY = 5;
export const SATURDAY = 6;

/** 0 is Sunday; day 0 was a Thursday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The day (as of localDay) of a date in the Gregorian calendar; months from 1. */
export function dayOf(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month - 1, dayOfMonth) / DAY_MS;
}

export function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

/** 0 is January. */
export function monthOf(day: number): number {
  return new Date(day * DAY_MS).getUTCMonth();
}

/** Of the year, 0 to 1. */
export function seasonOf(day: number): number {
  const year = yearOf(day);
  return (day - dayOf(year, 1, 1)) / (dayOf(year + 1, 1, 1) - dayOf(year, 1, 1));
}
