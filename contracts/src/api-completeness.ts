import { z } from 'zod';
import { DeviceId, PlantId, PointId } from './id.ts';
import { PARAMETER_IDS } from './parameter.ts';
import { DeviceSchedule } from './schedule.ts';
import { Signature } from './signature.ts';
import { SLOT_CAUSES, SLOT_STATUSES } from './slot.ts';

// What the HTTP API answers about slots: instants at which a device's schedule expects a reading.

const Instant = z.number().describe('Unix time, ms UTC');
const Status = z.enum(SLOT_STATUSES);
const Cause = z.enum(SLOT_CAUSES);

const Series = { device: DeviceId, point: PointId, parameter: z.string() };

const Parts = z.object({ valid: z.int(), total: z.int() });

/** The slots of one series in one bucket. */
export const ApiCompletenessRow = z.object({
  ...Series,
  from: Instant.describe('begin of the bucket'),
  to: Instant.describe('end of the bucket'),
  expected: z.int().describe('slots whose time has come; the counts add up to it'),
  counts: z.object({
    received: z.int(),
    late: z.int(),
    flagged: z.int(),
    rejected: z.int(),
    excluded: z.int(),
    missing: z.int(),
    pending: z.int(),
  }),
  causes: z.array(z.object({ status: Status, cause: Cause, count: z.int() })).describe('the most first'),
  extra: z.int().describe('readings that belong to a slot which another one fills'),
  share: z.number().nullable().describe('(received + late) / (expected − pending); null when nothing is due'),
  excludedShare: z.number().nullable().describe('excluded / (expected − pending)'),
  hours: Parts.describe('hours, over by now, in which at least 75 % of the slots are received or late'),
  days: Parts.describe('days, over by now, with at least 18 such hours; none counted for bucket=hour'),
});
export type ApiCompletenessRow = z.infer<typeof ApiCompletenessRow>;

export const ApiCompleteness = z.object({
  plant: PlantId,
  timeZone: z.string().describe('IANA time zone whose calendar the buckets follow'),
  bucket: z.enum(['hour', 'day', 'month', 'semester']),
  from: Instant,
  to: Instant.describe('from and to are widened to whole buckets'),
  judgedAt: Instant.describe('the figures as they stand at this instant; late readings change them'),
  knownFrom: Instant.nullable().describe(
    'slots before this are not counted: their readings were deleted by age',
  ),
  rows: z.array(ApiCompletenessRow).describe('by series, then time; a bucket without slots is not listed'),
  unscheduled: z.array(DeviceId).describe('devices without a schedule: nothing is assumed of them'),
});
export type ApiCompleteness = z.infer<typeof ApiCompleteness>;

/** Slots one after the other that fared alike. */
export const ApiSlotSpan = z.object({
  from: Instant.describe('time of the first slot'),
  to: Instant.describe('time of the last slot, and one interval'),
  status: Status,
  cause: Cause,
  slots: z.int(),
});
export type ApiSlotSpan = z.infer<typeof ApiSlotSpan>;

export const ApiSlotSeries = z.object({ ...Series, spans: z.array(ApiSlotSpan) });
export type ApiSlotSeries = z.infer<typeof ApiSlotSeries>;

export const ApiSlots = z.object({
  from: Instant,
  to: Instant,
  judgedAt: Instant,
  series: z.array(ApiSlotSeries),
  unscheduled: z.array(DeviceId),
});
export type ApiSlots = z.infer<typeof ApiSlots>;

/** Parameters of which nothing good has come from a device since the same slot. */
export const ApiGap = z.object({
  device: DeviceId,
  point: PointId,
  parameters: z.array(z.string()),
  since: Instant.describe('its first slot'),
  isOlder: z.boolean().describe('the gap began even before `since`: more than seven days ago'),
  cause: Cause.describe('as far as is known by now'),
  slots: z.int().describe('slots of the longest of them'),
});
export type ApiGap = z.infer<typeof ApiGap>;

export const ApiGapList = z.object({
  judgedAt: Instant,
  gaps: z.array(ApiGap).describe('the oldest first; a slot counts after three intervals of silence'),
});
export type ApiGapList = z.infer<typeof ApiGapList>;

export const ApiSchedule = z.object({
  device: DeviceId,
  schedule: DeviceSchedule,
  recordedAt: Instant,
  recordedBy: z.string(),
  why: z.string(),
});
export type ApiSchedule = z.infer<typeof ApiSchedule>;

export const ApiScheduleList = z.object({
  schedules: z.array(ApiSchedule).describe('by device, then in order of time'),
  unscheduled: z.array(DeviceId),
});
export type ApiScheduleList = z.infer<typeof ApiScheduleList>;

/** What a device seems to do, from its readings; it counts for nothing until somebody sets it. */
export const ApiScheduleProposal = z.object({
  device: DeviceId,
  parameters: z.array(z.enum(PARAMETER_IDS)),
  intervalMs: z.int(),
  offsetMs: z.int(),
  samples: z.int().describe('times of readings that it stands on'),
});
export type ApiScheduleProposal = z.infer<typeof ApiScheduleProposal>;

export const ApiScheduleProposalList = z.object({ proposals: z.array(ApiScheduleProposal) });
export type ApiScheduleProposalList = z.infer<typeof ApiScheduleProposalList>;

/** A schedule to be set, with who says so and why. */
export const ApiNewSchedule = z.strictObject({
  schedule: DeviceSchedule,
  by: Signature.shape.by,
  why: Signature.shape.why,
  evidence: Signature.shape.evidence,
});
export type ApiNewSchedule = z.infer<typeof ApiNewSchedule>;
