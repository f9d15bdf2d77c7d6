import { z } from 'zod';

/** A device's retained status; the last will carries `offline`. */
export const DeviceStatus = z.object({
  v: z.literal(1),
  state: z.enum(['online', 'offline']),
  /** When the device says so, Unix ms; a will has none. */
  t: z.int().min(0).optional(),
  firmware: z.string().max(64).optional(),
  /** Samples waiting on the device. */
  backlog: z.int().min(0).optional(),
  /** Samples the device had to drop since its first boot because its backlog was full. */
  dropped: z.int().min(0).optional(),
});
export type DeviceStatus = z.infer<typeof DeviceStatus>;
