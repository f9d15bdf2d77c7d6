import { z } from 'zod';
import { CorrectionKind, ReviewLevel } from './correction.ts';
import { DeviceId, PlantId, PointId } from './id.ts';
import { PARAMETER_IDS } from './parameter.ts';
import { QualitySettings, QualitySettingsChange } from './quality-settings.ts';
import { Scope } from './scope.ts';
import { ServiceWindow } from './service-window.ts';
import { Signature } from './signature.ts';

// What the HTTP API takes and answers of what people lay over the readings: corrections, reviews, windows, settings.

const Instant = z.number().describe('Unix time, ms UTC');
const Next = z.string().nullable().describe('pass as `cursor` for the page after this one');

/** Who asks for a change, and why: part of the body of each. */
export const Signed = {
  by: Signature.shape.by,
  why: Signature.shape.why,
  evidence: Signature.shape.evidence,
};

/** A correction, exclusion or estimate: a layer over the readings of one series, from ≤ t < to. */
export const ApiCorrection = z.object({
  id: z.int(),
  plant: PlantId,
  point: PointId,
  device: DeviceId,
  parameter: z.enum(PARAMETER_IDS),
  from: Instant,
  to: Instant,
  what: CorrectionKind,
  recordedAt: Instant,
  recordedBy: z.string(),
  why: z.string(),
  withdrawn: z
    .object({ at: Instant, by: z.string(), why: z.string() })
    .nullable()
    .describe('null while it holds, or held at the instant asked for'),
});
export type ApiCorrection = z.infer<typeof ApiCorrection>;

export const ApiCorrectionPage = z.object({
  corrections: z.array(ApiCorrection).describe('newest first'),
  next: Next,
});
export type ApiCorrectionPage = z.infer<typeof ApiCorrectionPage>;

/** A decision about a parameter at a point over a period. */
export const ApiReview = z.object({
  id: z.int(),
  plant: PlantId,
  point: PointId,
  parameter: z.enum(PARAMETER_IDS),
  from: Instant,
  to: Instant,
  level: ReviewLevel.describe('what the period is from then on; `working`: it was set back'),
  at: Instant,
  by: z.string(),
  why: z.string(),
});
export type ApiReview = z.infer<typeof ApiReview>;

export const ApiReviewPage = z.object({ reviews: z.array(ApiReview).describe('newest first'), next: Next });
export type ApiReviewPage = z.infer<typeof ApiReviewPage>;

/** What a person decides: that a period was checked, that he agrees as the second, or that it is set back. */
export const REVIEW_DECISIONS = ['submit', 'approve', 'reopen'] as const;
export const ReviewDecision = z.enum(REVIEW_DECISIONS);
export type ReviewDecision = z.infer<typeof ReviewDecision>;

/** How far the readings of one parameter at one point have been reviewed. */
export const ApiReviewState = z.object({
  point: PointId,
  parameter: z.enum(PARAMETER_IDS),
  level: ReviewLevel.describe('the lowest of its parts'),
  parts: z
    .array(
      z.object({
        from: Instant,
        to: Instant,
        level: ReviewLevel,
        by: z.string().nullable().describe('who decided; null: nobody yet'),
        at: Instant.nullable(),
        why: z.string().nullable(),
      }),
    )
    .describe('the period cut where its level changes'),
});
export type ApiReviewState = z.infer<typeof ApiReviewState>;

export const ApiReviewStates = z.object({
  from: Instant,
  to: Instant,
  states: z.array(ApiReviewState).describe('of what was ever measured at the plant, as the water flows'),
});
export type ApiReviewStates = z.infer<typeof ApiReviewStates>;

/** A service window as somebody declared it. */
export const ApiServiceWindow = z.object({
  id: z.int(),
  version: z.int().describe('from 1; a later one superseded those before'),
  window: ServiceWindow,
  recordedAt: Instant,
  recordedBy: z.string(),
  why: z.string(),
  endedAt: Instant.nullable().describe('when this version was superseded, or the window cancelled'),
});
export type ApiServiceWindow = z.infer<typeof ApiServiceWindow>;

export const ApiServiceWindowList = z.object({ windows: z.array(ApiServiceWindow) });
export type ApiServiceWindowList = z.infer<typeof ApiServiceWindowList>;

/** Settings of the quality tests as somebody set them. */
export const ApiQualityVersion = z.object({
  version: z.int(),
  scope: Scope,
  settings: QualitySettingsChange.nullable().describe('what differs; null: nothing any more'),
  validFrom: Instant.describe('judges readings from this time on'),
  recordedAt: Instant,
  recordedBy: z.string(),
  why: z.string(),
});
export type ApiQualityVersion = z.infer<typeof ApiQualityVersion>;

export const ApiQualityVersionList = z.object({
  versions: z.array(ApiQualityVersion).describe('newest first'),
});
export type ApiQualityVersionList = z.infer<typeof ApiQualityVersionList>;

/** What judges the readings of one series at one time. */
export const ApiQualityInForce = z.object({
  version: z.int().describe('as stored with each reading; below 1000: the defaults alone'),
  settings: QualitySettings,
  of: z.array(ApiQualityVersion).describe('the versions that they are made of, besides the defaults'),
});
export type ApiQualityInForce = z.infer<typeof ApiQualityInForce>;

export const ApiQualitySet = z.object({
  set: ApiQualityVersion,
  due: z
    .object({ scope: Scope, from: Instant, to: Instant })
    .nullable()
    .describe('stored readings that were judged by other settings: they are to be judged again'),
});
export type ApiQualitySet = z.infer<typeof ApiQualitySet>;
