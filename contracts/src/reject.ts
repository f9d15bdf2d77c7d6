import { z } from 'zod';

/** Why a message, a sample or a value was not stored as a reading. One code per thing a person can do about it. */
export const REJECT_REASONS = [
  'too-large',
  'not-json',
  'not-the-contract',
  'unsupported-version',
  'unknown-device',
  'signature',
  'sample-not-the-contract',
  'time-ahead',
  'time-before-horizon',
  'unknown-parameter',
  'value-not-a-number',
  'conflict',
  'refused-by-store',
] as const;
export const RejectReason = z.enum(REJECT_REASONS);
export type RejectReason = z.infer<typeof RejectReason>;

export const REJECT_SCOPES = ['message', 'sample', 'value'] as const;
export type RejectScope = (typeof REJECT_SCOPES)[number];

/** A rejected message, sample or value: kept with its reason and what was sent. */
export const Reject = z.object({
  id: z.int(),
  receivedAt: z.int().describe('when the server received the message, Unix ms'),
  plant: z.string(),
  device: z.string(),
  scope: z.enum(REJECT_SCOPES),
  reason: RejectReason,
  detail: z.string().describe('what was expected and what came'),
  parameter: z.string().nullable(),
  t: z.number().nullable().describe('the sample time, Unix ms, where it could be read'),
  payload: z
    .string()
    .describe('what was sent: the value, the sample, or the head of the message (at most 4 KiB)'),
});
export type Reject = z.infer<typeof Reject>;
