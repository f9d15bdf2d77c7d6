import { z } from 'zod';

const HOW = 'write an instant with its zone, e.g. 2026-08-17T07:00+07:00';

/** An instant with its zone; Unix ms, undefined for anything else. */
export function parseInstant(text: string): number | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined;
  }
}

export const Instant = z.string({ error: HOW }).transform((text, context) => {
  const ms = parseInstant(text);
  if (ms !== undefined && ms >= 0) return ms;
  context.addIssue(`"${text}" is no instant: ${HOW}`);
  return z.NEVER;
});
