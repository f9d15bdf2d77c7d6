import { z } from 'zod';
import { EffluentLimit, EffluentStandard } from './effluent-standard.ts';
import { PlantId, PointId } from './id.ts';
import { LaboratoryOutcome, SampleId } from './laboratory.ts';
import { PARAMETER_IDS } from './parameter.ts';

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

const Counts = {
  evaluated: z.int().describe('inside, outside and undecided together'),
  inside: z.int(),
  outside: z.int(),
  undecided: z
    .int()
    .describe('too little is known: of an hour too few readings, of a sample a limit below what it can tell'),
};

/** How one parameter fared against one limit, in the part of the range in which that limit held. */
const Row = {
  parameter: z.enum(PARAMETER_IDS),
  limit: EffluentLimit,
  limits: z.int().describe('where in `limits` of the answer the limit comes from, from 0'),
  ...Counts,
};

export const ApiComplianceRow = z.discriminatedUnion('kind', [
  z.object({
    kind: z
      .literal('sensor-hours')
      .describe(
        'hours with a reading of flag 1, outside of services and exclusions, as corrections leave them',
      ),
    ...Row,
    hours: z.int().describe('all whole hours that have passed'),
    completeness: z.number().nullable().describe('(inside + outside) / hours; null when there are none'),
  }),
  z.object({
    kind: z.literal('laboratory-samples').describe('samples of the compliance point with a result'),
    ...Row,
    completeness: z
      .number()
      .nullable()
      .describe('(inside + outside) / evaluated: how many samples were due is not known'),
    samples: z.array(
      z.object({
        sample: SampleId,
        from: Instant.describe('when it was taken, or its gathering began'),
        outcome: LaboratoryOutcome.describe('in the canonical unit'),
        verdict: z.enum(['inside', 'outside', 'undecided']),
      }),
    ),
  }),
]);
export type ApiComplianceRow = z.infer<typeof ApiComplianceRow>;

export const ApiCompliance = z.object({
  plant: PlantId,
  timeZone: z.string(),
  point: PointId.nullable().describe('the compliance point; null: the plant has none, and nothing is judged'),
  from: Instant,
  to: Instant,
  judgedAt: Instant.describe('as things stand at this instant; late readings and results change them'),
  limits: z.array(ApiLimits).describe('that held in the range, ascending in time; none without a standard'),
  rows: z.array(ApiComplianceRow).describe('a parameter that nobody measured has none'),
});
export type ApiCompliance = z.infer<typeof ApiCompliance>;
