import type { Text } from './text/en.ts';
import { en } from './text/en.ts';
import { id } from './text/id.ts';

export const LANGUAGES = ['id', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Numbers, times and ages as the language writes them; times are the plant's. */
export interface Format {
  /** A value with so many decimals; a dash for none. */
  value(value: number | null, decimals: number): string;
  /** A number with as many decimals as it has, at most six digits. */
  number(value: number): string;
  count(count: number): string;
  /** A share of 1, in whole percent; never 100 % when something is missing. */
  percent(share: number): string;
  /** An age in ms, e.g. `12s ago`; small and negative ages are "just now". */
  age(ageMs: number): string;
  /** Hours and minutes. */
  time(t: number): string;
  /** Hours, minutes and seconds. */
  clock(t: number): string;
  /** Day, month, hours, minutes and seconds. */
  dateTime(t: number): string;
  /** Day, month, year, hours and minutes. */
  moment(t: number): string;
  /** Day, month and year. */
  date(t: number): string;
  /** Day and month. */
  day(t: number): string;
  /** Whether a day begins at the plant. */
  isMidnight(t: number): boolean;
  /** The name of the plant's time zone, e.g. WIB. */
  zone(t: number): string;
  /** A length such as 5 minutes. */
  duration(ms: number): string;
}

const LOCALES: Readonly<Record<Language, string>> = { id: 'id-ID', en: 'en-GB' };
const TEXTS: Readonly<Record<Language, Text>> = { id, en };

/** The texts of a language. */
export function textOf(language: Language): Text {
  return TEXTS[language];
}

/** Indonesian for people whose browser prefers Indonesian or Malay, else English. */
export function preferredLanguage(browserLanguages: readonly string[]): Language {
  const first = browserLanguages[0]?.toLowerCase() ?? '';
  return /^(id|in|ms)\b/.test(first) ? 'id' : 'en';
}

const AGE_UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** Ages below this are not worth a number, ms. */
const JUST_NOW_MS = 2_000;

/** How a language writes for a plant in an IANA time zone. */
export function formatOf(language: Language, timeZone: string): Format {
  const locale = LOCALES[language];
  const numbers = new Map<number, Intl.NumberFormat>();
  const short = new Intl.RelativeTimeFormat(locale, { style: 'narrow' });
  // Indonesian shortens the day to "h", which reads like an hour.
  const long = new Intl.RelativeTimeFormat(locale);
  const at = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
  const time = at({ hour: '2-digit', minute: '2-digit' });
  const clock = at({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const dateTime = at({
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const day = at({ day: 'numeric', month: 'short' });
  const date = at({ day: 'numeric', month: 'short', year: 'numeric' });
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 6 });
  const zone = at({ timeZoneName: 'short' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });

  const value = (number: number | null, decimals: number): string => {
    if (number === null) return '–';
    let format = numbers.get(decimals);
    if (format === undefined) {
      format = new Intl.NumberFormat(locale, {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      });
      numbers.set(decimals, format);
    }
    return format.format(number);
  };

  return {
    value,
    number: (given) => number.format(given),
    count: (count) => value(count, 0),
    percent: (share) => percent.format(Math.floor(share * 100) / 100),
    age(ageMs) {
      if (ageMs < JUST_NOW_MS) return TEXTS[language].justNow;
      const [unit, length] = AGE_UNITS.find(([, length]) => ageMs >= length) ?? AGE_UNITS[3];
      return (unit === 'day' ? long : short).format(-Math.floor(ageMs / length), unit);
    },
    time: (t) => time.format(t),
    clock: (t) => clock.format(t),
    dateTime: (t) => dateTime.format(t),
    moment: (t) => `${date.format(t)} ${time.format(t)}`,
    date: (t) => date.format(t),
    day: (t) => day.format(t),
    isMidnight: (t) => /^00\D00$/.test(time.format(t)),
    zone: (t) => zone.formatToParts(t).find((part) => part.type === 'timeZoneName')?.value ?? timeZone,
    duration(ms) {
      const [unit, length] = AGE_UNITS.find(([, length]) => ms >= length) ?? AGE_UNITS[3];
      const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
      return new Intl.NumberFormat(locale, style).format(ms / length);
    },
  };
}
