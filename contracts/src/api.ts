import { z } from 'zod';
import { ApiCorrection } from './api-layers.ts';
import { ApiReject } from './api-repair.ts';
import { COMMAND_OUTCOMES, COMMAND_STATES, CommandId, DeviceAction, DeviceConfiguration } from './command.ts';
import { CORRECTION_STATES } from './correction.ts';
import { EVENT_KINDS } from './event.ts';
import { QUALITY_TESTS } from './flag.ts';
import { DeviceId, PlantId, PointId } from './id.ts';
import { PARAMETER_IDS } from './parameter.ts';
import { FIRST_OWN_SETTINGS_VERSION } from './quality-settings.ts';
import { RejectReason } from './reject.ts';

// What the HTTP API answers. The server validates against these, the console takes its types from them.

const Instant = z.number().describe('Unix time, ms UTC');
const FlagNumber = z
  .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(9)])
  .describe('QARTOD: 1 pass, 2 not evaluated, 3 suspect, 4 fail, 9 missing');

export const ApiParameter = z.object({
  id: z.enum(PARAMETER_IDS),
  unit: z.string().describe('canonical unit, UCUM'),
  symbol: z.string().describe('the unit as people write it'),
  span: z.tuple([z.number(), z.number()]),
  decimals: z.int(),
  name: z.object({ id: z.string(), en: z.string() }),
});
export type ApiParameter = z.infer<typeof ApiParameter>;

export const ApiParameterList = z.object({
  parameters: z.array(ApiParameter).describe('in the order people read them'),
});
export type ApiParameterList = z.infer<typeof ApiParameterList>;

export const ApiPoint = z.object({
  id: PointId,
  name: z.string(),
  /** Where the effluent standard is judged. */
  compliancePoint: z.boolean(),
});
export type ApiPoint = z.infer<typeof ApiPoint>;

export const ApiPointList = z.object({
  points: z.array(ApiPoint).describe('in the order the water flows'),
});
export type ApiPointList = z.infer<typeof ApiPointList>;

export const ApiPlant = z.object({
  id: PlantId,
  name: z.string(),
  timeZone: z.string().describe('IANA time zone'),
  capacityM3PerDay: z.number().nullable(),
  standard: z.string().nullable().describe('id of the effluent standard'),
  points: z.array(ApiPoint).describe('in the order the water flows'),
});
export type ApiPlant = z.infer<typeof ApiPlant>;

export const ApiPlantList = z.object({ plants: z.array(ApiPlant) });
export type ApiPlantList = z.infer<typeof ApiPlantList>;

export const ApiDevice = z.object({
  id: DeviceId,
  plant: PlantId,
  point: PointId,
  name: z.string(),
  enabled: z.boolean(),
  connection: z.enum(['online', 'offline', 'never']),
  lastMessageAt: Instant.nullable(),
  rejects: z.int().describe('messages, samples and values rejected since counting began'),
});
export type ApiDevice = z.infer<typeof ApiDevice>;

export const ApiDeviceList = z.object({ devices: z.array(ApiDevice) });
export type ApiDeviceList = z.infer<typeof ApiDeviceList>;

export const ApiReading = z.object({
  plant: PlantId,
  point: PointId,
  device: DeviceId,
  parameter: z.string(),
  t: Instant,
  value: z.number().nullable(),
  flag: FlagNumber,
  tests: z.array(z.enum(QUALITY_TESTS)).describe('the tests that raised the flag'),
  settingsVersion: z
    .int()
    .min(0)
    .describe(
      `the settings that the flag stands on: below ${FIRST_OWN_SETTINGS_VERSION} built-in defaults; 0 not known`,
    ),
  receivedAt: Instant,
});
export type ApiReading = z.infer<typeof ApiReading>;

export const ApiLatest = z.object({
  readings: z.array(ApiReading).describe('the newest reading of each series, whatever its flag'),
});
export type ApiLatest = z.infer<typeof ApiLatest>;

export const ApiReadingPage = z.object({
  readings: z.array(ApiReading).describe('newest first'),
  next: z.string().nullable().describe('pass as `cursor` for the page after this one'),
});
export type ApiReadingPage = z.infer<typeof ApiReadingPage>;

/** One bucket of an aggregated series; a bucket without any reading is not listed. */
export const ApiBucket = z.object({
  t: Instant.describe('begin of the bucket'),
  mean: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  p50: z.number().nullable().optional(),
  p95: z.number().nullable().optional(),
  count: z.int().describe('readings with a value, flag 4 left out: what the figures stand on'),
  total: z.int().describe('all readings, missing and failed ones included'),
  good: z.int().describe('readings with flag 1'),
  corrected: z.int().optional().describe('of `count`, the readings whose value a correction changed'),
  excluded: z.int().optional().describe('of `total`, the readings that a correction takes out'),
  estimated: z
    .int()
    .optional()
    .describe('estimates that the figures stand on besides `count`; never counted as received'),
});
export type ApiBucket = z.infer<typeof ApiBucket>;

export const ApiSeries = z.object({
  plant: PlantId,
  point: PointId,
  device: DeviceId,
  parameter: z.string(),
  unit: z.string(),
  values: z.enum(['raw', 'corrected']).describe('as they were received, or with the corrections laid over'),
  asOf: Instant.nullable().describe(
    'the readings are those that were received by then, the corrections those that held then; null for raw values of now',
  ),
  layers: z.array(ApiCorrection).describe('the corrections that touch the range; none for raw values'),
  mode: z.enum(['raw', 'aggregated']),
  /** Length of a bucket as asked or chosen, e.g. `5m`, `1h`, `1d`, `1mo`; null for raw. */
  bucket: z.string().nullable(),
  /** True when raw points were thinned to at most N; extremes are kept. */
  downsampled: z.boolean(),
  points: z
    .array(
      z.object({
        t: Instant,
        value: z.number().nullable(),
        flag: FlagNumber.describe('an estimate has 9 where nothing was received, 4 where it was not usable'),
        state: z
          .enum(CORRECTION_STATES)
          .optional()
          .describe('what the corrections made of it; left out when nothing'),
        received: z
          .boolean()
          .optional()
          .describe('whether anything came; an estimate is never counted as that; with `state`'),
        raw: z.number().nullable().optional().describe('as it was received; with `state`'),
        layers: z
          .array(z.int())
          .optional()
          .describe('ids of the corrections applied, in order; with `state`'),
      }),
    )
    .describe('mode raw'),
  buckets: z.array(ApiBucket).describe('mode aggregated'),
});
export type ApiSeries = z.infer<typeof ApiSeries>;

export const ApiSeriesList = z.object({
  series: z.array(ApiSeries).describe('one for each point and device that measures the parameter'),
});
export type ApiSeriesList = z.infer<typeof ApiSeriesList>;

/** What a series holds in the range that was asked for. */
export const ApiCoverage = z.object({
  plant: PlantId,
  point: PointId,
  device: DeviceId,
  parameter: z.string(),
  first: Instant.describe('time of its first reading in the range'),
  last: Instant.describe('time of its last reading in the range'),
  total: z.int().describe('all readings, missing and failed ones included'),
  good: z.int().describe('readings with flag 1'),
});
export type ApiCoverage = z.infer<typeof ApiCoverage>;

export const ApiCoverageList = z.object({ from: Instant, to: Instant, coverage: z.array(ApiCoverage) });
export type ApiCoverageList = z.infer<typeof ApiCoverageList>;

export const ApiRejectPage = z.object({
  rejects: z.array(ApiReject).describe('newest first'),
  next: z.string().nullable().describe('pass as `cursor` for the page after this one'),
  counts: z
    .array(z.object({ reason: RejectReason, count: z.int() }))
    .describe('all rejects of the plant and device asked for, by reason, since counting began'),
  repaired: z.int().describe('of those, how many people made readings of'),
});
export type ApiRejectPage = z.infer<typeof ApiRejectPage>;

/** Something that happened at a device and that people have to know when they read its data. */
export const ApiDeviceEvent = z.object({
  id: z.int(),
  plant: PlantId,
  device: DeviceId,
  t: Instant.nullable().describe('when it happened, by the device; null for a command reply'),
  receivedAt: Instant,
  kind: z.enum([...EVENT_KINDS, 'command-reply']),
  parameter: z.string().nullable(),
  note: z.string().nullable(),
  payload: z.string().nullable().describe('what the device answered, for a command reply'),
});
export type ApiDeviceEvent = z.infer<typeof ApiDeviceEvent>;

export const ApiDeviceEventPage = z.object({
  events: z.array(ApiDeviceEvent).describe('newest first'),
  next: z.string().nullable().describe('pass as `cursor` for the page after this one'),
});
export type ApiDeviceEventPage = z.infer<typeof ApiDeviceEventPage>;

/** Something a device was asked to do, and how far it has come. */
export const ApiDeviceCommand = z.object({
  id: CommandId,
  plant: PlantId,
  device: DeviceId,
  action: DeviceAction,
  by: z.string().describe('who asked for it'),
  why: z.string().nullable(),
  createdAt: Instant,
  validUntil: Instant.describe('the device is asked until it has answered or this instant'),
  state: z
    .enum(COMMAND_STATES)
    .describe(
      'waiting for the device to listen, sent, delivered (acknowledged), answered, or expired without an answer',
    ),
  timesSent: z.int(),
  sentAt: Instant.nullable().describe('the last time'),
  deliveredAt: Instant.nullable(),
  answeredAt: Instant.nullable(),
  outcome: z.enum(COMMAND_OUTCOMES).nullable(),
  detail: z.string().nullable().describe('why not'),
  configuration: DeviceConfiguration.nullable(),
});
export type ApiDeviceCommand = z.infer<typeof ApiDeviceCommand>;

export const ApiDeviceCommandList = z.object({
  commands: z.array(ApiDeviceCommand).describe('newest first'),
});
export type ApiDeviceCommandList = z.infer<typeof ApiDeviceCommandList>;

/** A reading as the live feed tells of it. */
export const ApiLiveReading = ApiReading.extend({
  completed: z
    .literal(true)
    .optional()
    .describe('told before: what is new is the flag, which readings that came later completed'),
});
export type ApiLiveReading = z.infer<typeof ApiLiveReading>;

/** An event of the live feed: `event: readings`, and `event: reset` when the client must load afresh. */
export const ApiLiveReadings = z.object({
  plant: PlantId,
  readings: z.array(ApiLiveReading),
  thinned: z
    .literal(true)
    .optional()
    .describe('too many to show: only the newest of each series; all of them are in the store'),
});
export type ApiLiveReadings = z.infer<typeof ApiLiveReadings>;

/** Why the live feed cannot go on where the client stopped: the server began anew, or it was away for too long. */
export const ApiLiveReset = z.object({ reason: z.enum(['restarted', 'too-old']) });
export type ApiLiveReset = z.infer<typeof ApiLiveReset>;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What pins everything up to now: published with a report, it shows later that nothing was changed after it. */
export const ApiAuditHead = z.object({
  line: z.string().describe('both heads in one line, to be printed on a report'),
  audit: z
    .object({ id: z.int(), hash: Sha256 })
    .describe('the newest entry of the audit trail of changes; id 0 before the first'),
  seals: z
    .object({ n: z.int(), to: Instant, hash: Sha256 })
    .nullable()
    .describe('the newest round of seals: all readings received before `to`; null before the first'),
});
export type ApiAuditHead = z.infer<typeof ApiAuditHead>;

/** Copies of a server's data that are made in a folder of its data directory. */
export const ApiBackup = z.object({
  id: z.uuid(),
  state: z.enum(['copying', 'done', 'failed']),
  detail: z.string().nullable().describe('why it failed'),
});
export type ApiBackup = z.infer<typeof ApiBackup>;

export const ApiHealth = z.object({ status: z.literal('alive') });
export type ApiHealth = z.infer<typeof ApiHealth>;

export const ApiReadiness = z.object({
  status: z.literal('ready'),
  checks: z.array(z.object({ name: z.string(), detail: z.string() })),
});
export type ApiReadiness = z.infer<typeof ApiReadiness>;

/** RFC 9457, media type application/problem+json. */
export const ApiProblem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type ApiProblem = z.infer<typeof ApiProblem>;
