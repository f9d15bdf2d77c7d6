import { z } from 'zod';
import { PARAMETER_IDS } from './parameter.ts';

const Words = z.object({ id: z.string().min(1), en: z.string().min(1) });
const Instant = z.number().describe('Unix time, ms UTC');

/** What a value must keep to, in the parameter's canonical unit; the bounds themselves are inside. */
export const EffluentLimit = z
  .object({
    parameter: z.enum(PARAMETER_IDS),
    min: z.number().nullable(),
    max: z.number().nullable(),
  })
  .refine(({ min, max }) => min !== null || max !== null, 'a limit without a bound')
  .refine(
    ({ min, max }) => min === null || max === null || min < max,
    'the lower bound is not below the upper',
  )
  .readonly();
export type EffluentLimit = z.infer<typeof EffluentLimit>;

/** The limits for plants of a size. */
export const StandardTier = z
  .object({
    fromM3PerDay: z.number().nonnegative().describe('discharge, m³/day, included'),
    toM3PerDay: z.number().positive().nullable().describe('not included; null: however much'),
    limits: z
      .array(EffluentLimit)
      .min(1)
      .refine(
        (limits) => new Set(limits.map(({ parameter }) => parameter)).size === limits.length,
        'a limit twice',
      )
      .readonly(),
  })
  .readonly();
export type StandardTier = z.infer<typeof StandardTier>;

/** An effluent standard (baku mutu air limbah): what a regulation allows to leave a plant. */
export const EffluentStandard = z
  .object({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/),
    name: Words,
    regulation: z.string().describe('the regulation, as it is cited'),
    annex: z.string().describe('where in it the table stands'),
    source: z.string().describe('where the table was read'),
    basis: z
      .enum(['regulation', 'copy'])
      .describe('read in the regulation’s own text, or in a copy by others'),
    status: z
      .enum(['in-force', 'replaced', 'revoked', 'unconfirmed'])
      .describe('unconfirmed: whether it is still in force is not known'),
    validFrom: Instant.nullable().describe('null: not known'),
    replaces: z.string().nullable().describe('id of the standard that held until `validFrom`'),
    tiers: z.array(StandardTier).min(1).readonly().describe('by discharge, the smallest first'),
    notJudged: z.array(Words).readonly().describe('what it asks for besides, which readings cannot tell'),
    notes: z.array(Words).readonly(),
  })
  .refine(
    ({ tiers }) =>
      tiers[0]?.fromM3PerDay === 0 &&
      tiers.every(({ toM3PerDay }, i) => toM3PerDay === (tiers[i + 1]?.fromM3PerDay ?? null)),
    'the tiers leave a discharge out, or one to two',
  )
  .readonly();
export type EffluentStandard = z.infer<typeof EffluentStandard>;
