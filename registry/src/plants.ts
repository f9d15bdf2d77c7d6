import { ConflictError, NewPlant, NotFoundError, PlantChange } from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import { parseInput, quote } from './parse-input.ts';
import { type Point, pointRow, requirePlant, toPoint } from './points.ts';
import type { PlantTable, Tables } from './tables.ts';

/** A plant with its sampling points. Instants are Unix ms. */
export interface Plant {
  readonly id: string;
  readonly name: string;
  /** IANA time zone. */
  readonly timeZone: string;
  readonly capacityM3PerDay: number | null;
  /** Id of the effluent standard. */
  readonly standard: string | null;
  /** Samples older than this, in ms before now, are rejected. */
  readonly horizonMs: number;
  /** In the order the water flows. */
  readonly points: readonly Point[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export class Plants {
  readonly #db: Kysely<Tables>;
  readonly #clock: () => number;

  constructor(db: Kysely<Tables>, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Adds a plant with its points. Throws InvalidInputError, or ConflictError when the id is taken. */
  async add(input: NewPlant): Promise<Plant> {
    const { points, ...plant } = parseInput(NewPlant, input, 'Cannot add a plant');
    const now = this.#clock();
    const row = {
      id: plant.id,
      name: plant.name,
      time_zone: plant.timeZone,
      capacity_m3_per_day: plant.capacityM3PerDay,
      standard: plant.standard,
      horizon_ms: plant.horizonMs,
      created_at: now,
      updated_at: now,
    };
    const pointRows = points.map((point, position) => pointRow(plant.id, point, position, now));
    await this.#db.transaction().execute(async (db) => {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('plants')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) {
        throw new ConflictError(`Cannot add plant ${quote(plant.id)}: there is a plant of that id`);
      }
      if (pointRows.length > 0) await db.insertInto('points').values(pointRows).execute();
    });
    return toPlant(row, pointRows.map(toPoint));
  }

  /** All plants by id. */
  async list(): Promise<readonly Plant[]> {
    const [plants, points] = await Promise.all([
      this.#db.selectFrom('plants').selectAll().orderBy('id').execute(),
      this.#db.selectFrom('points').selectAll().orderBy('plant').orderBy('position').execute(),
    ]);
    const byPlant = Map.groupBy(points.map(toPoint), (point) => point.plant);
    return plants.map((plant) => toPlant(plant, byPlant.get(plant.id) ?? []));
  }

  /** Throws NotFoundError. */
  async get(id: string): Promise<Plant> {
    return await readPlant(this.#db, id, 'Cannot read the plant');
  }

  /** Changes what is given and keeps the rest. Throws InvalidInputError or NotFoundError. */
  async update(id: string, input: PlantChange): Promise<Plant> {
    const attempt = `Cannot change plant ${quote(id)}`;
    const change = parseInput(PlantChange, input, attempt);
    return await this.#db.transaction().execute(async (db) => {
      await db
        .updateTable('plants')
        .set({
          name: change.name,
          time_zone: change.timeZone,
          capacity_m3_per_day: change.capacityM3PerDay,
          standard: change.standard,
          horizon_ms: change.horizonMs,
          updated_at: this.#clock(),
        })
        .where('id', '=', id)
        .execute();
      return await readPlant(db, id, attempt);
    });
  }

  /**
   * Removes a plant and its points, as long as no device was registered there: readings refer to both.
   * Throws NotFoundError, or ConflictError when it has devices.
   */
  async remove(id: string): Promise<void> {
    const attempt = `Cannot remove plant ${quote(id)}`;
    await this.#db.transaction().execute(async (db) => {
      await requirePlant(db, id, attempt);
      const devices = await db
        .selectFrom('devices')
        .select('id')
        .where('plant', '=', id)
        .orderBy('id')
        .execute();
      const [first] = devices;
      if (first !== undefined) {
        throw new ConflictError(
          `${attempt}: it has ${devices.length} device(s), the first is ${quote(first.id)}; ` +
            'only a plant without devices can be removed, as readings refer to it',
        );
      }
      await db.deleteFrom('plants').where('id', '=', id).execute();
    });
  }
}

async function readPlant(db: Kysely<Tables>, id: string, attempt: string): Promise<Plant> {
  const plant = await db.selectFrom('plants').selectAll().where('id', '=', id).executeTakeFirst();
  if (plant === undefined) throw new NotFoundError(`${attempt}: there is no plant ${quote(id)}`);
  const points = await db
    .selectFrom('points')
    .selectAll()
    .where('plant', '=', id)
    .orderBy('position')
    .execute();
  return toPlant(plant, points.map(toPoint));
}

function toPlant(row: Selectable<PlantTable>, points: readonly Point[]): Plant {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    capacityM3PerDay: row.capacity_m3_per_day,
    standard: row.standard,
    horizonMs: row.horizon_ms,
    points,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
