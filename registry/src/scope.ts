import { InvalidInputError, NotFoundError, type ParameterId, type Scope } from '@banyu/contracts';
import type { Kysely } from 'kysely';
import { quote } from './parse-input.ts';
import { requirePlant, requirePoint } from './points.ts';
import type { Tables } from './tables.ts';

/** A scope as rows hold it: null means all. With a device there is always its point. */
export interface ScopeRow {
  readonly plant: string;
  readonly point: string | null;
  readonly device: string | null;
  readonly parameter: ParameterId | null;
}

/** The scope's row, once plant, point and device are known to be there and belong together. Throws NotFoundError. */
export async function resolveScope(db: Kysely<Tables>, scope: Scope, attempt: string): Promise<ScopeRow> {
  const { plant, point = null, device = null, parameter = null } = scope;
  await requirePlant(db, plant, attempt);
  if (point !== null) await requirePoint(db, plant, point, attempt);
  if (device === null) return { plant, point, device, parameter };
  const row = await db
    .selectFrom('devices')
    .select(['plant', 'point'])
    .where('id', '=', device)
    .executeTakeFirst();
  if (row?.plant !== plant) {
    throw new NotFoundError(`${attempt}: plant ${quote(plant)} has no device ${quote(device)}`);
  }
  if (point !== null && point !== row.point) {
    throw new InvalidInputError(`${attempt}: device ${quote(device)} is at ${row.point}, not at ${point}`, {
      field: 'point',
    });
  }
  return { plant, point: row.point, device, parameter };
}

/** The row's scope, without what means all. */
export function scopeOf({ plant, point, device, parameter }: ScopeRow): Scope {
  return {
    plant,
    ...(point !== null && { point }),
    ...(device !== null && { device }),
    ...(parameter !== null && { parameter }),
  };
}

/** Whether both speak of some series in common. */
export function overlaps(a: ScopeRow, b: ScopeRow): boolean {
  const meet = (x: string | null, y: string | null): boolean => x === null || y === null || x === y;
  return (
    a.plant === b.plant &&
    meet(a.point, b.point) &&
    meet(a.device, b.device) &&
    meet(a.parameter, b.parameter)
  );
}

/** Whether the scope speaks of that series. */
export function covers(
  scope: ScopeRow,
  series: {
    readonly plant: string;
    readonly point: string;
    readonly device: string;
    readonly parameter: string;
  },
): boolean {
  return (
    scope.plant === series.plant &&
    (scope.point ?? series.point) === series.point &&
    (scope.device ?? series.device) === series.device &&
    (scope.parameter ?? series.parameter) === series.parameter
  );
}
