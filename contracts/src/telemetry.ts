import { z } from 'zod';

/** Bounds of a telemetry message, contract version 1. */
export const TELEMETRY_LIMITS = {
  /** Bytes of one message. */
  bytes: 65_536,
  /** Samples in one message: a backlog is sent in several. */
  samples: 1_000,
  /** Keys of one sample besides `t`. */
  values: 64,
  /** Milliseconds a sample may lie ahead of the server's clock. */
  aheadMs: 5 * 60_000,
  /** Default backfill horizon: samples older than this are rejected. */
  horizonMs: 400 * 86_400_000,
} as const;

/** A boot counter or random boot name: new after every restart of the device's numbering. */
export const BootId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}$/, 'expected 1 to 32 of A-Z, a-z, 0-9, "_" and "-"');

/** The boot name of readings that a person made of rejects: the server's own, it does not mean that the device spoke. */
export const REPAIR_BOOT = 'banyu-repair';

/**
 * The envelope of a telemetry message. Samples are judged one by one, and their values one by one,
 * so that a wrong one costs nothing but itself: here they only have to be a list.
 */
export const TelemetryMessage = z.object({
  v: z.literal(1),
  boot: BootId,
  seq: z.int().min(0),
  samples: z.array(z.unknown()).min(1).max(TELEMETRY_LIMITS.samples),
  sig: z
    .unknown()
    .optional()
    .describe(
      'the device’s signature (base64url), as the very last member; looked at where a key is registered',
    ),
});
export type TelemetryMessage = z.infer<typeof TelemetryMessage>;

/** One sample: `t` is Unix time in ms (UTC); every other key is a parameter in its canonical unit. */
export const TelemetrySample = z
  .object({ t: z.int().min(0) })
  .catchall(z.unknown())
  .refine((sample) => Object.keys(sample).length <= TELEMETRY_LIMITS.values + 1, 'too many values')
  .refine((sample) => Object.keys(sample).length > 1, 'no values');
export type TelemetrySample = z.infer<typeof TelemetrySample>;

/** One value: a finite number, or null when the sensor gave none (flag 9, missing). */
export const TelemetryValue = z.union([z.number(), z.null()]);
export type TelemetryValue = z.infer<typeof TelemetryValue>;
