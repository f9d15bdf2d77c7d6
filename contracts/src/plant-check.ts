import { z } from 'zod';
import { PointId } from './id.ts';

// How a series is compared with series of other devices or points, hour by hour over a day of the plant. All give 3 at
// most, to both sides, and speak only of what the tests of each series leave 1.

const Share = z.number().min(0).max(10);

/** The longest time that water is thought to stay in a plant, h. */
export const RESIDENCE_HOURS_LIMIT = 7 * 24;

export const PlantCheck = z.discriminatedUnion('check', [
  z.strictObject({
    check: z
      .literal('flow-balance')
      .describe('of flow: what passes here in a day is what passed at the other point; else both are 3'),
    partner: PointId,
    tolerance: Share.describe('share of the larger volume; two meters of 8 % each give 0.11'),
    storageM3: z
      .number()
      .min(0)
      .max(1e7)
      .describe('volume that tanks between the two may take up or give back in a day'),
  }),
  z.strictObject({
    check: z
      .literal('removal')
      .describe(
        'of a concentration: a day of this water carries at most so much as the water that it was, weighted by flow',
      ),
    partner: PointId.describe('where the water comes in'),
    factor: z.number().positive().max(100).describe('1 + the combined uncertainty of both'),
    residenceHours: z
      .int()
      .min(0)
      .max(RESIDENCE_HOURS_LIMIT)
      .describe('the water that leaves now came in so long ago'),
  }),
  z.strictObject({
    check: z
      .literal('neighbour')
      .describe('another device at the same point measures the same; else 3 for that hour'),
    tolerance: z.number().min(0).describe('in the unit of the parameter'),
    share: Share.describe('and this share of the larger mean'),
  }),
]);
export type PlantCheck = z.infer<typeof PlantCheck>;

export const PLANT_CHECKS = ['flow-balance', 'removal', 'neighbour'] as const;
