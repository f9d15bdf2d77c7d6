import { InvalidInputError, LATEST_INSTANT } from '@banyu/contracts';
import type { TimeRange } from '@banyu/store';

const DAY_MS = 86_400_000;

/**
 * An instant as people and programs write it, to Unix ms: Unix ms; ISO 8601 with an offset or Z; without one
 * it is wall-clock time of the zone; a date alone is its first instant there. Throws InvalidInputError.
 */
export function parseInstant(text: string, timeZone: string, field: string): number {
  const instant = /^\d{1,15}$/.test(text) ? Number(text) : parseIso(text, timeZone);
  if (instant === undefined || !(instant >= 0 && instant <= LATEST_INSTANT)) {
    throw new InvalidInputError(
      `expected Unix time in ms or ISO 8601 such as 2026-11-24, 2026-11-24T07:00 or 2026-11-24T07:00:00+07:00 ` +
        `between 1970 and 9999, got "${text}"`,
      { field },
    );
  }
  return instant;
}

/** The range [from, to) that was asked for; by default the last 24 hours. Throws InvalidInputError. */
export function parseRange(
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  timeZone: string,
  now: number,
): TimeRange {
  const to = query.to === undefined ? now : parseInstant(query.to, timeZone, 'to');
  const from =
    query.from === undefined ? Math.max(0, to - DAY_MS) : parseInstant(query.from, timeZone, 'from');
  if (from >= to) {
    throw new InvalidInputError(
      `from must lie before to: from is ${new Date(from).toISOString()}, to is ${new Date(to).toISOString()}`,
      { field: 'from' },
    );
  }
  return { from, to };
}

/** `from` and `to` as far as they were given. Throws InvalidInputError. */
export function parseOptionalRange(
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  timeZone: string,
): { readonly from?: number; readonly to?: number } {
  return {
    ...(query.from !== undefined && { from: parseInstant(query.from, timeZone, 'from') }),
    ...(query.to !== undefined && { to: parseInstant(query.to, timeZone, 'to') }),
  };
}

/** A month such as 2026-10, as the zone has it. Throws InvalidInputError. */
export function parseMonth(text: string, timeZone: string, field: string): TimeRange {
  try {
    const first = Temporal.PlainYearMonth.from(text).toPlainDate({ day: 1 });
    const [from, to] = [first, first.add({ months: 1 })].map(
      (day) => day.toZonedDateTime(timeZone).epochMilliseconds,
    );
    if (from !== undefined && to !== undefined && from >= 0 && to <= LATEST_INSTANT) return { from, to };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new InvalidInputError(`expected a month such as 2026-10, got "${text}"`, { field });
}

function parseIso(text: string, timeZone: string): number | undefined {
  // A "+" that was not escaped in the address arrives as a space.
  const iso = text.replace(/ (?=\d\d:?\d\d$)/, '+');
  try {
    if (/(?:z|[+-]\d\d(?::?\d\d)?)$/i.test(iso) && /t/i.test(iso))
      return Temporal.Instant.from(iso).epochMilliseconds;
    if (!/t/i.test(iso)) return Temporal.PlainDate.from(iso).toZonedDateTime(timeZone).epochMilliseconds;
    return Temporal.PlainDateTime.from(iso).toZonedDateTime(timeZone).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
