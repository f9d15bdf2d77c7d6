import { z } from 'zod';
import { GivenInstant } from './instant.ts';
import { PARAMETER_IDS } from './parameter.ts';

/**
 * What is expected of a device, from an instant on: a reading of each parameter at every slot. Slots lie at whole
 * multiples of the interval in Unix time, plus the offset. No parameters: from then on nothing is expected.
 */
export const DeviceSchedule = z
  .strictObject({
    from: GivenInstant.describe('from when it counts, Unix ms; what was expected before stays as it was'),
    parameters: z
      .array(z.enum(PARAMETER_IDS))
      .max(PARAMETER_IDS.length)
      .refine((parameters) => new Set(parameters).size === parameters.length, 'a parameter twice')
      .readonly()
      .describe('what the device measures; none: nothing is expected any more'),
    // Two minutes: the measuring interval of SPARING (terms of the ministry of environment, 14 October 2025).
    intervalMs: z.int().min(500).max(86_400_000).default(120_000).describe('between two slots, ms'),
    offsetMs: z
      .int()
      .min(0)
      .default(0)
      .describe('of the slots from whole multiples of the interval in Unix time, ms; below the interval'),
    sendsEveryMs: z
      .int()
      .min(0)
      .max(86_400_000)
      .default(0)
      .describe(
        'how long the device gathers before it sends, ms, e.g. 3 600 000 for hourly packages; 0: at once',
      ),
    lateAfterMs: z
      .int()
      .min(0)
      .max(31 * 86_400_000)
      .default(900_000)
      .describe('a reading that comes later than this after it had to be sent is late, ms'),
  })
  .refine(({ offsetMs, intervalMs }) => offsetMs < intervalMs, {
    path: ['offsetMs'],
    message: 'must be below intervalMs: it says where in the interval the slots lie',
  })
  .readonly();
export type DeviceSchedule = z.infer<typeof DeviceSchedule>;
export type NewDeviceSchedule = z.input<typeof DeviceSchedule>;
