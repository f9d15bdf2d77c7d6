import type { Cell } from './cell.ts';

/** A local date, and the time of day where it was given. */
export interface LocalTime {
  readonly date: Temporal.PlainDate;
  readonly time: Temporal.PlainTime | undefined;
}

/** Month names, by their first letters in both languages. */
const MONTHS = [
  ['jan'],
  ['feb', 'peb'],
  ['mar'],
  ['apr'],
  ['mei', 'may'],
  ['jun'],
  ['jul'],
  ['agu', 'aug', 'ags'],
  ['sep'],
  ['okt', 'oct'],
  ['nov', 'nop'],
  ['des', 'dec'],
] as const;

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(.+))?$/;
/** Day first, as Indonesia writes. */
const DAY_FIRST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[, ]+(.+))?$/;
const MONTH_NAME = /^(\d{1,2})[ -]([a-z]{3,10})\.?[ -](\d{4})(?:[, ]+(.+))?$/i;
const TIME =
  /^(?:(?:pukul|jam|pkl)\.? ?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?(?: ?(?:wib|wita|wit|z))?$/i;

/** The date in a cell, with its time where it has one. Undefined when there is none, or it is no day of a calendar. */
export function readDate(cell: Cell): LocalTime | undefined {
  if (cell instanceof Date) return fromWallClock(cell);
  if (typeof cell !== 'string') return undefined;
  const text = cell.trim();
  const iso = ISO.exec(text);
  if (iso !== null) return local(iso[1], iso[2], iso[3], iso[4]);
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) return local(dayFirst[3], dayFirst[2], dayFirst[1], dayFirst[4]);
  const named = MONTH_NAME.exec(text);
  if (named === null) return undefined;
  return local(named[3], monthNumber(named[2] ?? ''), named[1], named[4]);
}

/** The time of day in a cell: a text, a spreadsheet's fraction of a day, or a Date. */
export function readTimeOfDay(cell: Cell): Temporal.PlainTime | undefined {
  if (cell instanceof Date) return wallTime(cell);
  if (typeof cell === 'number') {
    if (!(cell >= 0 && cell < 1)) return undefined;
    const minutes = Math.round(cell * 1_440) % 1_440;
    return Temporal.PlainTime.from({ hour: Math.trunc(minutes / 60), minute: minutes % 60 });
  }
  const [, hour, minute, second = '0'] = TIME.exec(typeof cell === 'string' ? cell.trim() : '') ?? [];
  if (hour === undefined || minute === undefined) return undefined;
  return attempt(() =>
    Temporal.PlainTime.from(
      { hour: Number(hour), minute: Number(minute), second: Number(second) },
      { overflow: 'reject' },
    ),
  );
}

/** Unix ms of a local time in a time zone; without a time of day, of the day's beginning. */
export function instantOf({ date, time }: LocalTime, timeZone: string): number {
  const moment =
    time === undefined ? date.toZonedDateTime(timeZone) : date.toZonedDateTime({ timeZone, plainTime: time });
  return moment.epochMilliseconds;
}

function local(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  rest: string | undefined,
): LocalTime | undefined {
  const time = rest === undefined ? undefined : readTimeOfDay(rest);
  if (rest !== undefined && time === undefined) return undefined;
  const date = attempt(() =>
    Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    ),
  );
  return date && isOurs(date.year) ? { date, time } : undefined;
}

/** A spreadsheet's midnight is a date without a time. */
function fromWallClock(date: Date): LocalTime | undefined {
  const year = date.getUTCFullYear();
  const time = wallTime(date);
  if (time === undefined || !isOurs(year)) return undefined;
  const midnight = time.hour === 0 && time.minute === 0;
  return {
    date: new Temporal.PlainDate(year, date.getUTCMonth() + 1, date.getUTCDate()),
    time: midnight ? undefined : time,
  };
}

function wallTime(date: Date): Temporal.PlainTime | undefined {
  if (Number.isNaN(date.getTime())) return undefined;
  return new Temporal.PlainTime(date.getUTCHours(), date.getUTCMinutes());
}

/** Any other year is a slip, or a cell that is no date. */
function isOurs(year: number): boolean {
  return year >= 1990 && year < 2200;
}

function monthNumber(name: string): string {
  const key = name.slice(0, 3).toLowerCase();
  return String(MONTHS.findIndex((names) => names.some((start) => start === key)) + 1);
}

/** Temporal throws for what no calendar has. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
