import { z } from 'zod';

/**
 * Text by people: one line, trimmed, without control characters. U+FFFD stands for bytes that could not be read, and
 * the audit trail takes it as a sign of damage.
 */
export function oneLine(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFD]*$/u, 'expected one line without control characters');
}

/** Text by people that may run over several lines. */
export function lines(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^(?:[\n\t]|[^\p{Cc}\p{Cs}\uFFFD])*$/u, 'expected text without control characters');
}
