import { z } from 'zod';
import { DeviceId, PointId } from './id.ts';
import { PLANT_CHECKS } from './plant-check.ts';

// What the HTTP API answers about devices of a plant that contradict each other.

const Instant = z.int().min(0).max(8.64e15);

const Side = z.object({
  point: PointId,
  device: DeviceId,
  value: z.number().describe('m³ for a flow balance, else the mean in the canonical unit of the parameter'),
  marked: z
    .object({ from: Instant, to: Instant })
    .optional()
    .describe(
      'its good readings of this time, Unix ms, are 3 by it; left out: none, as others speak for this side',
    ),
});

/** Two series that contradict each other in an hour (neighbour) or a day of the plant. */
export const ApiPlantFinding = z.object({
  check: z.enum(PLANT_CHECKS),
  parameter: z.string(),
  from: Instant.describe('Unix ms, included'),
  to: Instant.describe('Unix ms, not included'),
  side: Side,
  other: Side.describe('of a balance, the side where the water comes in'),
  limit: z.number().describe('what both may differ by at most; of a removal, what `side` may be at most'),
});
export type ApiPlantFinding = z.infer<typeof ApiPlantFinding>;

export const ApiPlantFindingList = z.object({
  findings: z.array(ApiPlantFinding).describe('the latest first, as many as `limit`'),
});
export type ApiPlantFindingList = z.infer<typeof ApiPlantFindingList>;
