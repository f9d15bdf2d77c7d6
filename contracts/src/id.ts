import { z } from 'zod';

const SLUG = /^[a-z0-9][a-z0-9-]{0,47}$/;

/** A plant's id, e.g. `ipal-banyurip`; one MQTT topic level, portable to every broker. */
export const PlantId = z
  .string()
  .regex(SLUG, 'expected 1 to 48 of a-z, 0-9 and "-", beginning with a letter or digit');
export type PlantId = z.infer<typeof PlantId>;

/** A sampling point's id within its plant, e.g. `effluent`. */
export const PointId = PlantId;
export type PointId = z.infer<typeof PointId>;

/** A device's id, unique in the installation: it is also its MQTT client id and user name. */
export const DeviceId = PlantId;
export type DeviceId = z.infer<typeof DeviceId>;

/** Whether the text could be an id of ours, without the cost of a schema: for hot paths. */
export function isId(text: string): boolean {
  return SLUG.test(text);
}
