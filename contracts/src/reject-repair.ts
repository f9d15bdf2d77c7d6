import { z } from 'zod';
import { GivenInstant } from './instant.ts';
import { PARAMETER_IDS } from './parameter.ts';

/** A name as it was sent; it need not be one of the contract. */
const SentName = z.string().min(1).max(64);

/** How many names a repair may speak of: as many as a sample may hold. */
const NAMES = 64;

function byName<T extends z.ZodType>(value: T) {
  return z
    .record(SentName, value)
    .refine((record) => Object.keys(record).length <= NAMES, `at most ${NAMES} names`)
    .default({});
}

/** What was wrong with what a device sent, so that readings can be made of it. Names are those that were sent. */
export const RejectRepair = z
  .strictObject({
    parameters: byName(z.enum(PARAMETER_IDS)).describe('the parameter that a name stands for'),
    units: byName(z.string().max(32)).describe('the unit that values of a name were sent in, e.g. `g/L`'),
    factors: byName(z.number().refine((factor) => factor !== 0, 'a factor of 0 leaves nothing')).describe(
      'values of a name are multiplied, after their unit',
    ),
    leaveOut: z.array(SentName).max(NAMES).default([]).describe('names of which nothing is to be stored'),
    decimalComma: z.boolean().default(false).describe('`"7,1"` means 7.1'),
    timeIn: z.enum(['ms', 's']).default('ms').describe('what `t` was counted in since 1970'),
    shiftMs: z
      .int()
      .min(-3_660 * 86_400_000)
      .max(3_660 * 86_400_000)
      .default(0)
      .describe('added to each time, for a clock that was wrong'),
    t: GivenInstant.optional().describe('Unix ms; the time of a value or sample that has none'),
  })
  .describe('what was wrong with what was sent');
export type RejectRepair = z.infer<typeof RejectRepair>;
