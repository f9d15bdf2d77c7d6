import { InvalidInputError } from '@banyu/contracts';

/** What a duration may be measured in, as people write it, and the field of a Temporal duration that it is. */
const UNITS = {
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
  w: 'weeks',
  mo: 'months',
  y: 'years',
} as const;

const DURATION = /^(\d{1,6})(s|m|h|d|w|mo|y)$/;

/** A duration such as `90d`, `6mo` or `1y`. Throws InvalidInputError that names `field`. */
export function parseDuration(text: string, field: string): Temporal.Duration {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (unit === undefined || Number(count) === 0) {
    throw new InvalidInputError(
      `${field}: "${text}" is no duration. Write a whole number and a unit, e.g. 90d, 6mo or 1y (${Object.entries(
        UNITS,
      )
        .map(([letter, name]) => `${letter}: ${name}`)
        .join(', ')}).`,
      { field },
    );
  }
  return Temporal.Duration.from({ [UNITS[unit as keyof typeof UNITS]]: Number(count) });
}

/** The instant so long before another, by the calendar of the UTC; Unix ms. */
export function before(instantMs: number, duration: Temporal.Duration): number {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO('UTC').subtract(duration)
    .epochMilliseconds;
}

/** How long a duration is from this instant on, by the calendar of the UTC; ms. */
export function lengthMs(duration: Temporal.Duration, fromMs: number): number {
  const from = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO('UTC');
  return from.add(duration).epochMilliseconds - fromMs;
}
