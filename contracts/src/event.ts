import { z } from 'zod';
import { GivenInstant } from './instant.ts';

export const EVENT_KINDS = [
  'calibration-begun',
  'calibration-ended',
  'cleaning-begun',
  'cleaning-ended',
  'maintenance-begun',
  'maintenance-ended',
  'power-lost',
  'power-restored',
  'reboot',
  'tamper',
] as const;

/** Something that happened at the device and that people have to know when they read its data. */
export const DeviceEvent = z.object({
  v: z.literal(1),
  t: GivenInstant,
  kind: z.enum(EVENT_KINDS),
  parameter: z.string().max(48).optional(),
  note: z.string().max(500).optional(),
});
export type DeviceEvent = z.infer<typeof DeviceEvent>;
