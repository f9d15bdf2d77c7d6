import { z } from 'zod';
import { DeviceId, PlantId, PointId } from './id.ts';
import { GivenInstant } from './instant.ts';
import { PARAMETER_IDS } from './parameter.ts';

/** What is being done while a window is open; `shutdown`: the production stands, stagnant water is no effluent. */
export const SERVICE_KINDS = ['calibration', 'cleaning', 'maintenance', 'shutdown'] as const;
export const ServiceKind = z.enum(SERVICE_KINDS);
export type ServiceKind = z.infer<typeof ServiceKind>;

/**
 * A time in which readings are kept, but are not what they seem to be: from ≤ t < to. What is left out of point,
 * device and parameter means all of them.
 */
export const ServiceWindow = z
  .strictObject({
    kind: ServiceKind,
    from: GivenInstant.describe('Unix ms'),
    to: GivenInstant.nullable().describe('Unix ms; null while it is open'),
    plant: PlantId,
    point: PointId.optional(),
    device: DeviceId.optional(),
    parameter: z.enum(PARAMETER_IDS).optional(),
  })
  .refine(({ from, to }) => to === null || from < to, {
    path: ['to'],
    message: 'the window ends before it begins: give a later end, or null while it is open',
  })
  .readonly();
export type ServiceWindow = z.infer<typeof ServiceWindow>;
