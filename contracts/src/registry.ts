import { z } from 'zod';
import { DeviceId, PlantId, PointId } from './id.ts';
import { TELEMETRY_LIMITS } from './telemetry.ts';
import { oneLine } from './text.ts';

// What an operator may ask the registry to write down. Unknown keys are errors: they are typing mistakes.

/** A name for people. */
const Name = oneLine(120);

/** An IANA time zone, its letters brought into the database's case, e.g. `Asia/Jakarta`. No bare offsets. */
export const TimeZone = z
  .string()
  .max(64)
  .transform((text, context) => {
    const name = zoneName(text);
    if (name !== undefined) return name;
    context.addIssue({ code: 'custom', message: 'expected an IANA time zone such as "Asia/Jakarta"' });
    return z.NEVER;
  });

/** A sampling point to be added to a plant. */
export const NewPoint = z.strictObject({
  id: PointId,
  name: Name,
  compliancePoint: z.boolean().default(false).describe('where the effluent standard is judged; one a plant'),
});
export type NewPoint = z.input<typeof NewPoint>;

/** What describes a plant besides its id and its points. */
const PlantFacts = z.strictObject({
  name: Name,
  timeZone: TimeZone,
  capacityM3PerDay: z.number().positive().max(1e8).nullable().describe('design capacity, m³/day'),
  standard: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'expected 1 to 80 of a-z, 0-9 and "-"')
    .nullable()
    .describe('id of the effluent standard'),
  horizonMs: z
    .int()
    .positive()
    .max(100 * 366 * 86_400_000)
    .describe('backfill horizon: samples older than this, in ms before now, are rejected'),
});

/** A plant to be added. */
export const NewPlant = PlantFacts.extend({
  id: PlantId,
  timeZone: TimeZone.default('Asia/Jakarta'),
  capacityM3PerDay: PlantFacts.shape.capacityM3PerDay.default(null),
  standard: PlantFacts.shape.standard.default(null),
  horizonMs: PlantFacts.shape.horizonMs.default(TELEMETRY_LIMITS.horizonMs),
  points: z
    .array(NewPoint)
    .max(200)
    .refine((points) => new Set(points.map((p) => p.id)).size === points.length, 'two points of one id')
    .refine((points) => points.filter((p) => p.compliancePoint).length <= 1, 'more than one compliance point')
    .readonly()
    .default([])
    .describe('in the order the water flows'),
});
export type NewPlant = z.input<typeof NewPlant>;

/** What may change of a plant; what is left out stays. */
export const PlantChange = PlantFacts.partial().refine(
  (change) => Object.keys(change).length > 0,
  'nothing to change',
);
export type PlantChange = z.input<typeof PlantChange>;

/** A device to be added at a sampling point. */
export const NewDevice = z.strictObject({
  id: DeviceId,
  plant: PlantId,
  point: PointId,
  name: Name.optional().describe('default: the id'),
});
export type NewDevice = z.input<typeof NewDevice>;

/** Temporal also reads offsets and whole timestamps as zones; days and months need a place. */
function zoneName(text: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return undefined;
  }
}
