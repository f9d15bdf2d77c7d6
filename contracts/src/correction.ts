import { z } from 'zod';
import { DeviceId, PlantId, PointId } from './id.ts';
import { GivenInstant } from './instant.ts';
import { PARAMETER_IDS } from './parameter.ts';

const DAY_MS = 86_400_000;

export const CORRECTION_LIMITS = {
  /** The longest period of one correction, ms. */
  periodMs: 400 * DAY_MS,
  /** The most values that one estimate fills in. */
  estimatedPoints: 50_000,
} as const;

/** What went wrong; corrections are applied in this order, as fouling comes before the sensor's own drift. */
export const CORRECTION_CAUSES = ['fouling', 'calibration-drift', 'other'] as const;

const Cause = z.enum(CORRECTION_CAUSES).default('other');
const Factor = z.number().positive().max(1_000);

/** How values for a gap are made; never more than an estimate. */
export const ESTIMATE_METHODS = ['linear', 'last-good-week', 'mean-of-hour'] as const;

/** What a correction does to the values of its period. */
export const CorrectionKind = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('offset'),
    cause: Cause,
    add: z.number().describe('canonical unit, added to each value'),
  }),
  z.strictObject({
    kind: z.literal('gain'),
    cause: Cause,
    factor: Factor.describe('each value is multiplied'),
  }),
  z
    .strictObject({
      kind: z.literal('drift'),
      cause: Cause,
      addAtStart: z.number().default(0),
      addAtEnd: z.number().default(0),
      factorAtStart: Factor.default(1),
      factorAtEnd: Factor.default(1),
    })
    .describe('value × factor + add, both changing evenly over the period'),
  z.strictObject({ kind: z.literal('exclusion') }).describe('the values count as failed'),
  z
    .strictObject({
      kind: z.literal('estimate'),
      method: z.enum(ESTIMATE_METHODS),
      stepMs: z.int().min(1_000).max(DAY_MS).describe('from one value to the next'),
    })
    .describe(
      'fills what is missing or unusable. linear: between the good values next to it, at most a day away; ' +
        'last-good-week: the good value of the same time one week before, or two, three, four; ' +
        'mean-of-hour: mean of the good values of that hour of the day over the 28 days before the period',
    ),
]);
export type CorrectionKind = z.infer<typeof CorrectionKind>;

/** A correction to be laid over the readings of a series: from ≤ t < to. */
export const NewCorrection = z
  .strictObject({
    plant: PlantId,
    point: PointId,
    device: DeviceId,
    parameter: z.enum(PARAMETER_IDS),
    from: GivenInstant.describe('Unix ms'),
    to: GivenInstant.describe('Unix ms'),
    what: CorrectionKind,
  })
  .superRefine(({ from, to, what }, context) => {
    const refuse = (path: PropertyKey[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    if (to <= from) refuse(['to'], 'the period ends before it begins');
    if (to - from > CORRECTION_LIMITS.periodMs) refuse(['to'], 'a period has 400 days at most: split it');
    if (what.kind === 'estimate' && (to - from) / what.stepMs > CORRECTION_LIMITS.estimatedPoints) {
      refuse(
        ['what', 'stepMs'],
        `more than ${CORRECTION_LIMITS.estimatedPoints} values: take longer steps or a shorter period`,
      );
    }
  });
export type NewCorrection = z.input<typeof NewCorrection>;

/** What corrections make of a reading, or of a place where none came. */
export const CORRECTION_STATES = ['corrected', 'excluded', 'estimated'] as const;
export type CorrectionState = (typeof CORRECTION_STATES)[number];

/** How far the readings of a period have been reviewed. */
export const REVIEW_LEVELS = ['working', 'in-review', 'approved'] as const;
export const ReviewLevel = z.enum(REVIEW_LEVELS);
export type ReviewLevel = z.infer<typeof ReviewLevel>;

/** What is reviewed: a parameter at a point over a period, from ≤ t < to. */
export const ReviewPeriod = z
  .strictObject({
    plant: PlantId,
    point: PointId,
    parameter: z.enum(PARAMETER_IDS),
    from: GivenInstant.describe('Unix ms'),
    to: GivenInstant.describe('Unix ms'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'the period ends before it begins' });
export type ReviewPeriod = z.infer<typeof ReviewPeriod>;
