import { ConflictError, NewPoint, NotFoundError, type Signature } from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Ledger } from './audit/ledger.ts';
import { parseInput, quote } from './parse-input.ts';
import type { PointTable, Tables } from './tables.ts';

/** A sampling point. Instants are Unix ms. */
export interface Point {
  readonly plant: string;
  readonly id: string;
  readonly name: string;
  /** Where the effluent standard is judged: at most one point of a plant. */
  readonly compliancePoint: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The sampling points. A point stays once it is there: readings refer to it. */
export class Points {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /**
   * Adds a point after the plant's others, or where the water passes just before the point `before`.
   * Throws InvalidInputError; NotFoundError without that plant or `before`; ConflictError when the plant has a point
   * of that id, or a compliance point and this would be a second one.
   */
  async add(
    plant: string,
    input: NewPoint,
    options: { readonly before?: string } = {},
    signature: Partial<Signature> = {},
  ): Promise<Point> {
    const point = parseInput(NewPoint, input, `Cannot add a sampling point to plant ${quote(plant)}`);
    const attempt = `Cannot add sampling point ${quote(point.id)} to plant ${quote(plant)}`;
    return await this.#ledger.change(signature, attempt, async (db, page) => {
      const others = await pointsOf(db, plant, attempt);
      refuseClash(point, others, attempt);
      const position = positionBefore(options.before, others, attempt);
      await db
        .updateTable('points')
        .set((row) => ({ position: row('position', '+', 1) }))
        .where('plant', '=', plant)
        .where('position', '>=', position)
        .execute();
      const row = pointRow(plant, point, position, page.now);
      await db.insertInto('points').values(row).execute();
      const added = toPoint(row);
      const after = { ...added, position };
      await page.note({
        action: 'point.add',
        plant,
        subject: `point/${plant}/${point.id}`,
        before: null,
        after,
      });
      return added;
    });
  }

  /** The plant's points in the order the water flows. Throws NotFoundError without that plant. */
  async list(plant: string): Promise<readonly Point[]> {
    return await pointsOf(this.#db, plant, 'Cannot list sampling points');
  }
}

/** A new point's row. */
export function pointRow(
  plant: string,
  point: { readonly id: string; readonly name: string; readonly compliancePoint: boolean },
  position: number,
  now: number,
): Selectable<PointTable> {
  return {
    plant,
    id: point.id,
    name: point.name,
    compliance_point: Number(point.compliancePoint),
    position,
    created_at: now,
    updated_at: now,
  };
}

export function toPoint(row: Selectable<PointTable>): Point {
  return {
    plant: row.plant,
    id: row.id,
    name: row.name,
    compliancePoint: row.compliance_point === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

async function pointsOf(db: Kysely<Tables>, plant: string, attempt: string): Promise<readonly Point[]> {
  const rows = await db
    .selectFrom('points')
    .selectAll()
    .where('plant', '=', plant)
    .orderBy('position')
    .execute();
  if (rows.length === 0) await requirePlant(db, plant, attempt);
  return rows.map(toPoint);
}

/** Throws NotFoundError, beginning with the attempt, when there is no such plant. */
export async function requirePlant(db: Kysely<Tables>, plant: string, attempt: string): Promise<void> {
  const found = await db.selectFrom('plants').select('id').where('id', '=', plant).executeTakeFirst();
  if (found === undefined) throw new NotFoundError(`${attempt}: there is no plant ${quote(plant)}`);
}

/** Throws NotFoundError, beginning with the attempt, when there is no such plant, or it has no such point. */
export async function requirePoint(
  db: Kysely<Tables>,
  plant: string,
  point: string,
  attempt: string,
): Promise<void> {
  await requirePlant(db, plant, attempt);
  const points = await db
    .selectFrom('points')
    .select('id')
    .where('plant', '=', plant)
    .orderBy('position')
    .execute();
  if (points.some(({ id }) => id === point)) return;
  const ids = points.map(({ id }) => id).join(', ') || 'none';
  throw new NotFoundError(`${attempt}: the plant has no such sampling point, only: ${ids}`);
}

function refuseClash(
  point: { readonly id: string; readonly compliancePoint: boolean },
  others: readonly Point[],
  attempt: string,
): void {
  if (others.some((other) => other.id === point.id)) {
    throw new ConflictError(`${attempt}: the plant has a point of that id`);
  }
  const judged = others.find((other) => other.compliancePoint);
  if (point.compliancePoint && judged !== undefined) {
    throw new ConflictError(
      `${attempt}: its compliance point is ${quote(judged.id)}, and a plant has one; add this point as an ordinary one`,
    );
  }
}

/** The position the new point takes; the points from there on move up by one. */
function positionBefore(before: string | undefined, others: readonly Point[], attempt: string): number {
  if (before === undefined) return others.length;
  const position = others.findIndex((other) => other.id === before);
  if (position >= 0) return position;
  const ids = others.map((other) => other.id).join(', ') || 'none';
  throw new NotFoundError(`${attempt} before ${quote(before)}: the plant has no such point, only: ${ids}`);
}
