import { z } from 'zod';

const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;
const PARTS = /^(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/;
const LONGEST_MS = 400 * UNIT_MS.d;

const HOW = 'write days, hours, minutes and seconds in this order, e.g. 45m, 2h30m or 1d6h';

/** A span of time such as `45m`, `2h30m` or `1d6h`, ms; undefined for anything else. */
export function parseSpan(text: string): number | undefined {
  const parts = PARTS.exec(text);
  if (parts === null || text === '') return undefined;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return (
    Number(days) * UNIT_MS.d +
    Number(hours) * UNIT_MS.h +
    Number(minutes) * UNIT_MS.m +
    Number(seconds) * UNIT_MS.s
  );
}

/** As `parseSpan` reads it: `1d6h`, `45m`, `0m`. */
export function writeSpan(ms: number): string {
  let rest = Math.round(Math.abs(ms) / UNIT_MS.s) * UNIT_MS.s;
  let text = '';
  for (const [unit, unitMs] of Object.entries(UNIT_MS)) {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    if (count > 0) text += `${count}${unit}`;
  }
  return `${ms < 0 ? '-' : ''}${text === '' ? '0m' : text}`;
}

function spanFrom(minMs: number, signed: boolean) {
  return z.string({ error: HOW }).transform((text, context) => {
    const negative = signed && text.startsWith('-');
    const ms = parseSpan(negative ? text.slice(1) : text);
    if (ms === undefined) context.addIssue(`"${text}" is no span of time: ${HOW}`);
    else if (ms < minMs) context.addIssue(`"${text}" is too short, at least ${writeSpan(minMs)}`);
    else if (ms > LONGEST_MS) context.addIssue(`"${text}" is too long, at most ${writeSpan(LONGEST_MS)}`);
    else return negative ? -ms : ms;
    return z.NEVER;
  });
}

/** From 0 on. */
export const Offset = spanFrom(0, false);
/** Longer than nothing. */
export const Span = spanFrom(UNIT_MS.s, false);
/** Forward, or with `-` back. */
export const Shift = spanFrom(UNIT_MS.s, true);
