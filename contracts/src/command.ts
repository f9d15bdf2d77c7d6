import { z } from 'zod';
import { Signature } from './signature.ts';
import { BootId } from './telemetry.ts';

/** Names a command, so that its reply can be told from others and a repetition does nothing twice. */
export const CommandId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 of A-Z, a-z, 0-9, "_" and "-"');

const envelope = {
  v: z.literal(1),
  id: CommandId,
  validUntil: z
    .int()
    .min(0)
    .describe('Unix ms; a device that gets it later answers `expired` and does nothing'),
};

const setInterval = {
  command: z.literal('set-interval'),
  intervalSeconds: z.int().min(1).max(900).describe('how often it samples from now on'),
};
const calibrate = {
  command: z.literal('calibrate'),
  parameter: z.string().min(1).max(48),
  minutes: z.int().min(1).max(120).default(15).describe('how long the work takes'),
};
const reboot = { command: z.literal('reboot') };
const reportConfiguration = { command: z.literal('report-configuration') };

/** What a device can be asked to do. */
export const DeviceAction = z.discriminatedUnion('command', [
  z.object(setInterval),
  z.object(calibrate),
  z.object(reboot),
  z.object(reportConfiguration),
]);
export type DeviceAction = z.infer<typeof DeviceAction>;

/** What a device is sent. Unknown keys are dropped, so that a newer server may say more. */
export const DeviceCommand = z.discriminatedUnion('command', [
  z.object({ ...envelope, ...setInterval }),
  z.object({ ...envelope, ...calibrate }),
  z.object({ ...envelope, ...reboot }),
  z.object({ ...envelope, ...reportConfiguration }),
]);
export type DeviceCommand = z.infer<typeof DeviceCommand>;

const request = {
  by: Signature.shape.by,
  why: Signature.shape.why.exactOptional(),
  validUntil: envelope.validUntil
    .exactOptional()
    .describe('Unix ms; the device is asked until it has answered or this instant. Default: in an hour'),
};

/** What the server is asked to ask of a device. Unknown keys are errors: they are typing mistakes. */
export const NewDeviceCommand = z.discriminatedUnion('command', [
  z.strictObject({ ...setInterval, ...request }),
  z.strictObject({ ...calibrate, ...request }),
  z.strictObject({ ...reboot, ...request }),
  z.strictObject({ ...reportConfiguration, ...request }),
]);
export type NewDeviceCommand = z.infer<typeof NewDeviceCommand>;

/** How a device is set. */
export const DeviceConfiguration = z.object({
  firmware: z.string().max(64),
  boot: BootId,
  parameters: z.array(z.string().max(48)).max(64),
  intervalSeconds: z.number().positive().describe('between two samples'),
  scanSeconds: z.number().positive().describe('between two raw values that a sample averages'),
  clock: z.enum(['trusted', 'untrusted']),
  power: z.enum(['normal', 'low-battery']),
});
export type DeviceConfiguration = z.infer<typeof DeviceConfiguration>;

export const COMMAND_OUTCOMES = ['done', 'refused', 'expired'] as const;

/** What a device answers to a command; for a calibration or a reboot, that it has begun. */
export const CommandReply = z.object({
  v: z.literal(1),
  id: CommandId.describe('of the command'),
  t: z.int().min(0).optional().describe('Unix ms by the device; not while its clock cannot be trusted'),
  outcome: z.enum(COMMAND_OUTCOMES),
  detail: z.string().max(500).optional().describe('why not'),
  configuration: DeviceConfiguration.optional(),
});
export type CommandReply = z.infer<typeof CommandReply>;

/**
 * How far a command has come: `waiting` for its device to listen, `sent` to it, `delivered` (it acknowledged the
 * message), `answered`, or `expired` without an answer.
 */
export const COMMAND_STATES = ['waiting', 'sent', 'delivered', 'answered', 'expired'] as const;
