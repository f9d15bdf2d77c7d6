import { z } from 'zod';
import { EffluentLimit, EffluentStandard } from './effluent-standard.ts';
import { PlantId, PointId } from './id.ts';

// What the HTTP API answers about effluent standards, and what a plant's limits are.

const Instant = z.number().describe('Unix time, ms UTC');

export const ApiStandardList = z.object({ standards: z.array(EffluentStandard) });
export type ApiStandardList = z.infer<typeof ApiStandardList>;

/** The part of a standard that holds for a plant at a time. */
export const ApiLimits = z.object({
  from: Instant.nullable().describe('since when these limits hold; null: not known'),
  to: Instant.nullable().describe('until when, not included; null: until further notice'),
  standard: z.string().describe('its id, see /api/v1/standards'),
  regulation: z.string(),
  annex: z.string(),
  source: z.string().describe('where the table was read'),
  fromM3PerDay: z.number().describe('the tier: discharge, m³/day, included'),
  toM3PerDay: z.number().nullable().describe('not included; null: however much'),
  tierBy: z
    .enum(['single', 'capacity', 'strictest'])
    .describe(
      'why this tier: the only one, by the plant’s design capacity, or the strictest as that is not known',
    ),
  limits: z.array(EffluentLimit),
});
export type ApiLimits = z.infer<typeof ApiLimits>;

export const ApiPlantLimits = z.object({
  plant: PlantId,
  at: Instant,
  point: PointId.nullable().describe('the compliance point, where they are judged; null: the plant has none'),
  inForce: ApiLimits.nullable().describe('null: the plant has no standard'),
});
export type ApiPlantLimits = z.infer<typeof ApiPlantLimits>;
