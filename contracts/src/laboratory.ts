import { z } from 'zod';
import { PlantId, PointId } from './id.ts';
import { PARAMETER_IDS } from './parameter.ts';
import { lines, oneLine } from './text.ts';

// What people enter about laboratories, samples and their results. Instants are Unix ms.

const Instant = z.int().min(Date.UTC(1990, 0)).max(Date.UTC(2200, 0)).describe('Unix ms');

/** The longest time over which a composite sample is gathered. */
const LONGEST_COMPOSITE_MS = 7 * 86_400_000;

export const LABORATORY_LIMITS = {
  /** How much one call may carry. */
  rows: 2_000,
  results: 5_000,
  resultsPerSample: 100,
  custodyEntries: 50,
  /** How far ahead of the server's clock people's may run. */
  aheadMs: 5 * 60_000,
} as const;

/** A laboratory that analyses samples; its id is chosen by whoever enters it. */
const LaboratoryFacts = z.strictObject({
  name: oneLine(120),
  accreditation: oneLine(60).nullable().describe('of the accreditation body, e.g. KAN "LP-123-IDN"'),
  accreditedFrom: Instant.nullable(),
  accreditedTo: Instant.nullable().describe('the first instant at which it is no longer'),
});
export const NewLaboratory = LaboratoryFacts.extend({
  id: PlantId,
  accreditation: LaboratoryFacts.shape.accreditation.default(null),
  accreditedFrom: LaboratoryFacts.shape.accreditedFrom.default(null),
  accreditedTo: LaboratoryFacts.shape.accreditedTo.default(null),
}).refine(({ accreditedFrom: from, accreditedTo: to }) => from === null || to === null || from < to, {
  path: ['accreditedTo'],
  message: 'the accreditation ends before it begins',
});
export type NewLaboratory = z.input<typeof NewLaboratory>;

export const LaboratoryChange = LaboratoryFacts.partial().refine(
  (change) => Object.keys(change).length > 0,
  'nothing to change',
);
export type LaboratoryChange = z.input<typeof LaboratoryChange>;

/** What a laboratory calls a sample: its own number, slashes and all. Unique in the plant. */
export const SampleId = oneLine(64);

export const CustodyEntry = z.strictObject({
  at: Instant,
  from: oneLine(120).describe('who handed the sample over'),
  to: oneLine(120).describe('who took it'),
  note: oneLine(200).optional().describe('temperature on arrival, seal'),
});
export type CustodyEntry = z.infer<typeof CustodyEntry>;

/** What people say of a sample of a plant: a grab at one instant, or a composite gathered from … to. */
export const SampleEntry = z.strictObject({
  id: SampleId,
  point: PointId,
  kind: z.enum(['grab', 'composite']),
  from: Instant.describe('when it was taken, or the gathering began'),
  to: Instant.optional().describe('when the gathering ended; of a grab the same as `from`'),
  timeKnown: z
    .boolean()
    .default(true)
    .describe('false: only the day is known; such a sample is compared with no sensor'),
  sampledBy: oneLine(120),
  laboratory: PlantId.nullable().default(null).describe('id of the laboratory'),
  receivedAt: Instant.nullable().default(null),
  analysedAt: Instant.nullable().default(null).describe('when the last result was ready'),
  custody: z.array(CustodyEntry).max(LABORATORY_LIMITS.custodyEntries).readonly().default([]),
  note: lines(1_000).nullable().default(null),
});
export type SampleEntry = z.input<typeof SampleEntry>;

/** A sample of water, its facts in order of time. */
export const NewSample = SampleEntry.extend({ plant: PlantId })
  .transform((sample) => ({ ...sample, to: sample.to ?? sample.from }))
  .superRefine(inOrderOfTime);
export type NewSample = z.input<typeof NewSample>;
/** A sample with all its facts, those left out filled in. */
export type SampleFacts = z.output<typeof NewSample>;

/** What the laboratory found, in the unit it gave. Below a limit is no number: `<0.05` is `{ below: 0.05 }`. */
export const LaboratoryOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('value'), value: z.number() }),
  z.strictObject({ kind: z.literal('below'), limit: z.number().positive() }),
  z.strictObject({ kind: z.literal('above'), limit: z.number().positive() }),
  z.strictObject({ kind: z.literal('not-analysed') }),
]);
export type LaboratoryOutcome = z.infer<typeof LaboratoryOutcome>;

/** One parameter's result. All numbers are in `unit`, as the laboratory gave them. */
export const NewResult = z.strictObject({
  parameter: z.enum(PARAMETER_IDS),
  outcome: LaboratoryOutcome,
  unit: z.string().trim().max(40),
  method: oneLine(120).nullable().default(null).describe('e.g. SNI 6989.72:2009'),
  uncertainty: z.number().nonnegative().nullable().default(null).describe('expanded, coverage factor 2'),
  detectionLimit: z.number().positive().nullable().default(null),
  quantificationLimit: z.number().positive().nullable().default(null),
  note: oneLine(200).nullable().default(null),
});
export type NewResult = z.input<typeof NewResult>;
/** A result with all its facts, those left out filled in. */
export type ResultFacts = z.output<typeof NewResult>;

/** What is to be changed of a sample; what is left out stays. */
export const SampleRevision = z.strictObject({
  sample: SampleEntry.omit({ id: true })
    .exactOptional()
    .describe('all its facts as they should be, those that stay as they are included'),
  results: z
    .array(NewResult)
    .max(LABORATORY_LIMITS.resultsPerSample)
    .readonly()
    .default([])
    .describe('results to be added, or to take the place of the parameter’s present one'),
  withdrawn: z
    .array(z.enum(PARAMETER_IDS))
    .max(LABORATORY_LIMITS.resultsPerSample)
    .readonly()
    .default([])
    .describe('parameters whose result was a mistake'),
});
export type SampleRevision = z.input<typeof SampleRevision>;

interface SampleTimes {
  readonly kind: 'grab' | 'composite';
  readonly from: number;
  readonly to: number;
  readonly receivedAt: number | null;
  readonly analysedAt: number | null;
  readonly custody: readonly CustodyEntry[];
}

/** Taken, handed over, received, analysed: none before the one it follows. */
function inOrderOfTime(sample: SampleTimes, context: z.RefinementCtx): void {
  const { kind, from, to, receivedAt, analysedAt, custody } = sample;
  const refuse = (path: PropertyKey[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  if (kind === 'grab' && to !== from) refuse(['to'], 'a grab sample is taken at one instant: leave `to` out');
  if (kind === 'composite' && to <= from) refuse(['to'], 'the gathering ends before it begins');
  if (to - from > LONGEST_COMPOSITE_MS) refuse(['to'], 'a composite is gathered over 7 days at most');
  let last = to;
  for (const [index, { at }] of custody.entries()) {
    if (at < last) refuse(['custody', index, 'at'], 'before the sample was taken or last handed over');
    last = Math.max(last, at);
  }
  if (receivedAt !== null && receivedAt < to) refuse(['receivedAt'], 'before the sample was taken');
  if (analysedAt !== null && analysedAt < (receivedAt ?? to)) {
    refuse(['analysedAt'], 'before the sample was taken or received');
  }
}
