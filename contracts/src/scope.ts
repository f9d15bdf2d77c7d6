import { z } from 'zod';
import { DeviceId, PlantId, PointId } from './id.ts';
import { PARAMETER_IDS } from './parameter.ts';

/** The series that something is said of: what is left out of point, device and parameter means all of them. */
export const Scope = z.strictObject({
  plant: PlantId,
  point: PointId.optional(),
  device: DeviceId.optional(),
  parameter: z.enum(PARAMETER_IDS).optional(),
});
export type Scope = z.infer<typeof Scope>;
