import { z } from 'zod';
import { FLAGS, QUALITY_TESTS } from './flag.ts';
import { DeviceId, PlantId, PointId } from './id.ts';
import { PARAMETER_IDS } from './parameter.ts';
import { Scope } from './scope.ts';
import { Signature } from './signature.ts';

// What the HTTP API takes and answers about judging stored readings again.

const Instant = z.int().min(0).max(8.64e15).describe('Unix time, ms UTC');

/** Stored readings of a plant to be judged again, with who wants it and why. What is left out is all. */
export const ApiNewRequalification = z.strictObject({
  ...Scope.omit({ plant: true }).shape,
  from: Instant.optional().describe('Unix ms, included; default: the first reading'),
  to: Instant.optional().describe('Unix ms, not included; default: now'),
  dryRun: z.boolean().default(false).describe('only count what would change'),
  by: Signature.shape.by,
  why: Signature.shape.why,
  evidence: Signature.shape.evidence,
});
export type ApiNewRequalification = z.infer<typeof ApiNewRequalification>;

const Verdict = z.object({
  flag: z.literal([...FLAGS]),
  tests: z.array(z.enum(QUALITY_TESTS)).describe('the tests that raised the flag'),
});

/** Readings of a parameter that said one thing and say another. */
export const ApiFlagChange = z.object({
  parameter: z.string(),
  before: Verdict,
  after: Verdict,
  readings: z.int(),
});
export type ApiFlagChange = z.infer<typeof ApiFlagChange>;

/** Stored readings being judged again, or what came of it. */
export const ApiRequalification = z.object({
  id: z.string(),
  plant: PlantId,
  point: PointId.nullable(),
  device: DeviceId.nullable(),
  parameter: z.enum(PARAMETER_IDS).nullable(),
  from: Instant,
  to: Instant,
  dryRun: z.boolean(),
  by: z.string(),
  why: z.string(),
  startedAt: Instant,
  status: z.enum(['running', 'done', 'failed']),
  done: z.int().describe('readings judged so far'),
  all: z.int().describe('readings to be judged; 0 until it is known'),
  changes: z
    .array(ApiFlagChange)
    .describe('when done: what changed, or would; other parameters checked against these may be among them'),
  restamped: z
    .int()
    .describe('when done: readings that keep their flag, judged by settings of another version'),
  problem: z.string().nullable().describe('why it failed; what was done until then stays'),
});
export type ApiRequalification = z.infer<typeof ApiRequalification>;

/** Stored readings that the server will judge again by itself, because something was declared for past time. */
export const ApiQueuedRequalification = z.object({
  id: z.int(),
  scope: Scope,
  from: Instant,
  to: Instant.nullable().describe('Unix ms, not included; null: up to the time it is done'),
  cause: z
    .string()
    .describe(
      'what was declared, as the audit trail names it: `window/3`, `settings/1001`, `device/logger-1`',
    ),
  at: Instant.describe('when it was declared'),
  by: z.string(),
  why: z.string(),
  attempts: z.int().describe('those that failed'),
  nextAt: Instant.describe('it is not tried before then'),
  problem: z.string().nullable().describe('why the last attempt failed'),
});
export type ApiQueuedRequalification = z.infer<typeof ApiQueuedRequalification>;

/** What is due, and what is or was under way. */
export const ApiRequalificationList = z.object({
  due: z.array(ApiQueuedRequalification).describe('in order; the first hundred'),
  requalifications: z
    .array(ApiRequalification)
    .describe('newest first; the newest ones since the server started are known'),
});
export type ApiRequalificationList = z.infer<typeof ApiRequalificationList>;
