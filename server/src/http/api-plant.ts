import type { ApiPlant } from '@banyu/contracts';
import type { PlantRecord } from './ports.ts';

/** A registered plant as the API shows it. */
export function plantFromRecord(record: PlantRecord): ApiPlant {
  const { id, name, timeZone, capacityM3PerDay, standard, points } = record;
  return {
    id,
    name,
    timeZone,
    capacityM3PerDay,
    standard,
    points: points.map((point) => ({
      id: point.id,
      name: point.name,
      compliancePoint: point.compliancePoint,
    })),
  };
}
