/** A day of a plant, Unix ms: begin ≤ t < end. */
export interface Day {
  readonly begin: number;
  readonly end: number;
}

/** The day of the zone (IANA) in which an instant lies. */
export function dayAt(t: number, timeZone: string): Day {
  const begin = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(timeZone).startOfDay();
  return { begin: begin.epochMilliseconds, end: begin.add({ days: 1 }).startOfDay().epochMilliseconds };
}
