import { z } from 'zod';
import { PARAMETER_IDS } from './parameter.ts';
import { Reject } from './reject.ts';
import { RejectRepair } from './reject-repair.ts';

// What the HTTP API answers of rejects that people make readings of.

const Instant = z.number().describe('Unix time, ms UTC');

/** A reading that was made of a reject, or would be. */
export const RepairedReading = z.object({
  parameter: z.enum(PARAMETER_IDS),
  t: Instant,
  value: z.number().nullable().describe('canonical unit'),
});
export type RepairedReading = z.infer<typeof RepairedReading>;

/** That somebody made readings of a reject. The reject itself stays. */
export const ApiRepair = z.object({
  reject: z.int().describe('its number'),
  at: Instant,
  by: z.string(),
  why: z.string(),
  repair: RejectRepair,
  readings: z.array(RepairedReading).describe('submitted as if the device had sent them at their own times'),
});
export type ApiRepair = z.infer<typeof ApiRepair>;

/** What became of asking for a repair. */
export const ApiRepairOutcome = ApiRepair.extend({
  again: z
    .boolean()
    .describe('it was repaired before: this is what was made of it then, and nothing was added'),
});
export type ApiRepairOutcome = z.infer<typeof ApiRepairOutcome>;

export const ApiReject = Reject.extend({
  repaired: ApiRepair.omit({ reject: true }).nullable().describe('null: nothing was made of it'),
});
export type ApiReject = z.infer<typeof ApiReject>;

/** What a repair would give. */
export const ApiRepairPreview = z.object({
  readings: z.array(
    RepairedReading.extend({
      verdict: z
        .enum(['new', 'stored', 'conflict'])
        .describe(
          'new: it would be stored; stored: it is already; conflict: another value came first and stays',
        ),
      stored: z.number().nullable().describe('the value that is stored at that time'),
    }),
  ),
  problems: z.array(z.string()).describe('what still stands in the way; with any, it cannot be submitted'),
});
export type ApiRepairPreview = z.infer<typeof ApiRepairPreview>;
