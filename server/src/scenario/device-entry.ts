import { DEMO_STATIONS, type DeviceFault } from '@banyu/firmware-sim';
import { z } from 'zod';
import { Instant } from './instant.ts';
import { Offset, Shift, Span } from './span-of-time.ts';
import { Text } from './text.ts';

const AT_ONCE = {
  at: Offset,
  note: Text.optional(),
  device: z.enum(DEMO_STATIONS.map(({ device }) => device)),
};
const SINCE = { ...AT_ONCE, for: Span.optional() };

/** What happens to a device itself, by its id without the prefix. Without `for` it stays, or takes no time at all. */
export const DEVICE_ENTRIES = [
  z.strictObject({
    ...SINCE,
    kind: z.literal('power-loss'),
    for: Span,
    clockRestartsAt: Instant.optional(),
  }),
  z.strictObject({ ...SINCE, kind: z.literal('clock-drift'), ppm: z.number().min(-100_000).max(100_000) }),
  z.strictObject({ ...AT_ONCE, kind: z.literal('clock-jump'), by: Shift }),
  z.strictObject({ ...SINCE, kind: z.literal('no-time-server') }),
  z.strictObject({ ...SINCE, kind: z.literal('wrong-time-server'), by: Shift }),
  z.strictObject({ ...AT_ONCE, kind: z.literal('hang') }),
  z.strictObject({ ...SINCE, kind: z.literal('low-battery') }),
] as const;

export type DeviceEntry = z.infer<(typeof DEVICE_ENTRIES)[number]>;

/** The fault that an entry is, in a scenario whose time 0 is `zeroMs`, Unix ms. */
export function deviceFaultOf(entry: DeviceEntry, zeroMs: number): DeviceFault {
  const from = zeroMs + entry.at;
  const to = 'for' in entry && entry.for !== undefined && { to: from + entry.for };
  switch (entry.kind) {
    case 'power-loss': {
      const { kind, clockRestartsAt } = entry;
      const clock = clockRestartsAt !== undefined && { clockRestartsAt };
      return { fault: kind, from, to: from + entry.for, ...clock };
    }
    case 'clock-drift':
      return { fault: entry.kind, from, ...to, ppm: entry.ppm };
    case 'clock-jump':
      return { fault: entry.kind, from, byMs: entry.by };
    case 'no-time-server':
    case 'low-battery':
      return { fault: entry.kind, from, ...to };
    case 'wrong-time-server':
      return { fault: entry.kind, from, ...to, byMs: entry.by };
    case 'hang':
      return { fault: entry.kind, from };
  }
}
