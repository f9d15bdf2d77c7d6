import { z } from 'zod';
import { parseInstant } from './instant.ts';

/** When a scenario's time begins: at an instant, or the next time that clocks at the plant show this. */
export type Start =
  | { readonly at: 'instant'; readonly ms: number }
  | { readonly at: 'clock'; readonly hour: number; readonly minute: number };

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;
const HOW = 'write a time of day, e.g. "22:00", or an instant with its zone, e.g. 2026-08-17T07:00+07:00';

export const StartText = z.string({ error: HOW }).transform((text, context): Start => {
  const [, hour, minute] = CLOCK.exec(text) ?? [];
  if (hour !== undefined) return { at: 'clock', hour: Number(hour), minute: Number(minute) };
  const ms = parseInstant(text);
  if (ms !== undefined && ms >= 0) return { at: 'instant', ms };
  context.addIssue(`"${text}" is no start: ${HOW}`);
  return z.NEVER;
});

/** Time 0 of a scenario in a run that begins at `beginMs`, Unix ms; without a start they are the same. */
export function zeroOf(start: Start | undefined, beginMs: number, timeZone: string): number {
  if (start === undefined) return beginMs;
  if (start.at === 'instant') return start.ms;
  const begin = Temporal.Instant.fromEpochMilliseconds(beginMs).toZonedDateTimeISO(timeZone);
  const { hour, minute } = start;
  const today = begin.withPlainTime({ hour, minute });
  return (Temporal.ZonedDateTime.compare(today, begin) < 0 ? today.add({ days: 1 }) : today)
    .epochMilliseconds;
}
