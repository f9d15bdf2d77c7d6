import { z } from 'zod';
import { DeviceId, PlantId, PointId } from './id.ts';
import {
  CustodyEntry,
  LABORATORY_LIMITS,
  LaboratoryChange,
  LaboratoryOutcome,
  NewLaboratory,
  NewResult,
  SampleEntry,
  SampleId,
  SampleRevision,
} from './laboratory.ts';
import { NOTICE_CODES } from './laboratory-notice.ts';
import { PARAMETER_IDS } from './parameter.ts';
import { Signature } from './signature.ts';

// What the HTTP API takes and answers about laboratories and their samples. Instants are Unix ms.

const Instant = z.number().describe('Unix time, ms UTC');
const ParameterId = z.enum(PARAMETER_IDS);
const Canonical = z.number().nullable().describe('in the parameter’s canonical unit');

/** Who makes the change and why; where it came from the server knows. */
const Signed = Signature.omit({ from: true });

export const LaboratoryRequest = Signed.extend({ laboratory: NewLaboratory });
export const LaboratoryChangeRequest = Signed.extend({ change: LaboratoryChange });
export const SampleRequest = Signed.extend({
  sample: SampleEntry,
  results: z.array(NewResult).min(1).max(LABORATORY_LIMITS.resultsPerSample).readonly(),
});
export const SampleRevisionRequest = Signed.extend({ revision: SampleRevision });
export const WithdrawalRequest = Signed;
export const RestorationRequest = Signed;
export const UploadSaveRequest = Signed.omit({ evidence: true }).extend({
  withoutRefused: z
    .boolean()
    .default(false)
    .describe('save the accepted rows although others are refused; without it, all or nothing'),
});

export const ApiLaboratory = z.object({
  id: PlantId,
  name: z.string(),
  accreditation: z.string().nullable(),
  accreditedFrom: Instant.nullable(),
  accreditedTo: Instant.nullable().describe('the first instant at which it is accredited no longer'),
});
export type ApiLaboratory = z.infer<typeof ApiLaboratory>;

export const ApiLaboratoryList = z.object({ laboratories: z.array(ApiLaboratory) });
export type ApiLaboratoryList = z.infer<typeof ApiLaboratoryList>;

export const ApiResult = z.object({
  parameter: ParameterId,
  version: z.int().describe('from 1; a later one superseded those before'),
  outcome: LaboratoryOutcome.describe('in the parameter’s canonical unit'),
  given: LaboratoryOutcome.describe('as the laboratory gave it, in `unit`'),
  unit: z.string(),
  method: z.string().nullable(),
  uncertainty: Canonical.describe('expanded, coverage factor 2, canonical unit'),
  detectionLimit: Canonical,
  quantificationLimit: Canonical,
  note: z.string().nullable(),
  recordedAt: Instant,
  recordedBy: z.string(),
  why: z.string(),
  endedAt: Instant.nullable().describe('when it was superseded or withdrawn'),
});
export type ApiResult = z.infer<typeof ApiResult>;

export const ApiSampleVersion = z.object({
  plant: PlantId,
  id: SampleId,
  version: z.int(),
  point: PointId,
  kind: z.enum(['grab', 'composite']),
  from: Instant,
  to: Instant,
  timeKnown: z.boolean().describe('false: only the day is known, and `from` is its beginning'),
  sampledBy: z.string(),
  laboratory: z.string().nullable(),
  receivedAt: Instant.nullable(),
  analysedAt: Instant.nullable(),
  custody: z.array(CustodyEntry),
  note: z.string().nullable(),
  recordedAt: Instant,
  recordedBy: z.string(),
  endedAt: Instant.nullable(),
});
export type ApiSampleVersion = z.infer<typeof ApiSampleVersion>;

export const ApiSample = ApiSampleVersion.extend({ results: z.array(ApiResult).describe('by parameter') });
export type ApiSample = z.infer<typeof ApiSample>;

export const ApiSamplePage = z.object({
  samples: z
    .array(ApiSample)
    .describe('newest first, each with the results that hold, or were withdrawn with it'),
  next: z.string().nullable().describe('pass as `cursor` for the page after this one'),
});
export type ApiSamplePage = z.infer<typeof ApiSamplePage>;

export const ApiSampleHistory = z.object({
  sample: ApiSample.nullable().describe('as it holds; null when it was withdrawn'),
  versions: z.array(ApiSampleVersion).describe('oldest first'),
  results: z.array(ApiResult).describe('every version, by parameter, oldest first'),
});
export type ApiSampleHistory = z.infer<typeof ApiSampleHistory>;

export const ApiSavedResults = z.object({
  samplesAdded: z.int(),
  resultsAdded: z.int(),
  resultsSuperseded: z.int(),
  resultsUnchanged: z.int().describe('the same as what was there: nothing was written'),
});
export type ApiSavedResults = z.infer<typeof ApiSavedResults>;

export const ApiNotice = z.object({
  code: z.enum(NOTICE_CODES),
  column: z.string().nullable().describe('the column’s heading, where it is about one'),
  message: z.string(),
});
export type ApiNotice = z.infer<typeof ApiNotice>;

const Row = z.int().describe('from 1, as spreadsheets count');

/** What becomes of a row of an uploaded table. */
export const ApiRowVerdict = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('accepted'),
    row: Row,
    sample: SampleId,
    point: PointId,
    kind: z.enum(['grab', 'composite']),
    from: Instant,
    to: Instant,
    timeKnown: z.boolean(),
    sampledBy: z.string(),
    receivedAt: Instant.nullable(),
    analysedAt: Instant.nullable(),
    custody: z.array(CustodyEntry),
    note: z.string().nullable(),
    results: z.array(
      z.object({
        parameter: ParameterId,
        outcome: LaboratoryOutcome.describe('as the table gives it'),
        unit: z.string(),
      }),
    ),
    warnings: z.array(ApiNotice),
  }),
  z.object({
    status: z.literal('refused'),
    row: Row,
    cells: z.array(z.string()).describe('what stands in the row'),
    faults: z.array(ApiNotice),
  }),
]);
export type ApiRowVerdict = z.infer<typeof ApiRowVerdict>;

/** A table that was read and judged; nothing of it is saved. */
export const ApiUpload = z.object({
  id: z.uuid(),
  fileName: z.string(),
  sha256: z.string(),
  format: z.enum(['csv', 'xlsx']),
  sheet: z.string().nullable().describe('the sheet that was read'),
  decimalMark: z.enum(['.', ',']).nullable(),
  ignoredColumns: z.array(z.string()),
  accepted: z.int(),
  refused: z.int(),
  unchanged: z.int().describe('accepted rows that say what is saved already'),
  savedBefore: z
    .object({ at: Instant, by: z.string() })
    .nullable()
    .describe('when this very file was saved first'),
  expiresAt: Instant.describe('until when it can be saved'),
  rows: z.array(ApiRowVerdict),
});
export type ApiUpload = z.infer<typeof ApiUpload>;

const Pair = z.object({
  sample: SampleId,
  t: Instant.describe('the middle of the sample’s time'),
  laboratory: LaboratoryOutcome,
  sensor: z.number().describe('mean of its good readings'),
  readings: z.int(),
  difference: z.number().nullable().describe('sensor − laboratory; null when there is a limit only'),
  rpd: z.number().nullable().describe('|difference| in % of the mean of both'),
  agrees: z.boolean().nullable().describe('within the uncertainty; null: not known'),
});

const Agreement = z.object({
  pairs: z.int(),
  limitsOnly: z.int().describe('pairs in which the laboratory gave a limit only'),
  bias: z.number().nullable().describe('mean of sensor − laboratory'),
  biasPercent: z.number().nullable().describe('of the mean of the laboratory’s values'),
  rpd: z.number().nullable().describe('mean relative percent difference'),
  standardDeviation: z.number().nullable().describe('of the differences'),
  shareAgreeing: z.number().nullable(),
});

const Drift = z.object({
  status: z
    .enum(['drifting', 'drifted-before', 'steady', 'too-few-pairs', 'no-spread'])
    .describe('drifting: at the newest pair; drifted-before: at an earlier one only'),
  pairsNeeded: z.int(),
  calibratedAt: z
    .array(Instant)
    .describe('ends of calibrations of the sensor after the first pair: the chart begins anew at each'),
  sigma: z.number().nullable().describe('what the chart counts in: from the step between neighbours'),
  side: z.enum(['high', 'low']).nullable().describe('the sensor reads too high, or too low'),
  since: Instant.nullable().describe('the pair that gave the alarm'),
  lastGoodAt: Instant.nullable().describe('the last pair before it that showed nothing'),
  points: z
    .array(
      z.object({
        t: Instant,
        high: z.number().describe('the sum upwards, in sigma'),
        low: z.number().describe('the sum downwards, in sigma'),
        limit: z.number(),
        alarm: z.enum(['high', 'low']).nullable(),
      }),
    )
    .describe('the control chart: CUSUM with k 0.5 and h 5'),
});

/** A sensor beside what laboratories found at its point. Numbers are in the canonical unit. */
export const ApiComparison = z.object({
  plant: PlantId,
  point: PointId,
  device: DeviceId,
  parameter: ParameterId,
  unit: z.string(),
  pairs: z.array(Pair).describe('oldest first'),
  unpaired: z.array(
    z.object({
      sample: SampleId,
      reason: z.enum(['not-analysed', 'time-unknown', 'no-readings', 'too-few-readings']),
    }),
  ),
  agreement: Agreement,
  drift: Drift,
});
export type ApiComparison = z.infer<typeof ApiComparison>;

export const ApiComparisonList = z.object({
  from: Instant,
  to: Instant,
  samples: z.int().describe('samples with a result in the range'),
  complete: z.boolean().describe('false: only the newest samples are compared'),
  comparisons: z.array(ApiComparison).describe('one for each sensor that measures the parameter'),
});
export type ApiComparisonList = z.infer<typeof ApiComparisonList>;
