import { ConflictError, NewPlant, NotFoundError, PlantChange, type Signature } from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Ledger } from './audit/ledger.ts';
import { parseInput, quote } from './parse-input.ts';
import { type Point, pointRow, toPoint } from './points.ts';
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
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /** Adds a plant with its points. Throws InvalidInputError, or ConflictError when the id is taken. */
  async add(input: NewPlant, signature: Partial<Signature> = {}): Promise<Plant> {
    const { points, ...plant } = parseInput(NewPlant, input, 'Cannot add a plant');
    const attempt = `Cannot add plant ${quote(plant.id)}`;
    return await this.#ledger.change(signature, attempt, async (db, page) => {
      const row = {
        id: plant.id,
        name: plant.name,
        time_zone: plant.timeZone,
        capacity_m3_per_day: plant.capacityM3PerDay,
        standard: plant.standard,
        horizon_ms: plant.horizonMs,
        created_at: page.now,
        updated_at: page.now,
      };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('plants')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) throw new ConflictError(`${attempt}: there is a plant of that id`);
      const pointRows = points.map((point, position) => pointRow(plant.id, point, position, page.now));
      if (pointRows.length > 0) await db.insertInto('points').values(pointRows).execute();
      const added = toPlant(row, pointRows.map(toPoint));
      await page.note({ action: 'plant.add', ...subject(plant.id), before: null, after: added });
      return added;
    });
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
  async update(id: string, input: PlantChange, signature: Partial<Signature> = {}): Promise<Plant> {
    const attempt = `Cannot change plant ${quote(id)}`;
    const change = parseInput(PlantChange, input, attempt);
    return await this.#ledger.change(signature, attempt, async (db, page) => {
      const before = await readPlant(db, id, attempt);
      await db
        .updateTable('plants')
        .set({
          name: change.name,
          time_zone: change.timeZone,
          capacity_m3_per_day: change.capacityM3PerDay,
          standard: change.standard,
          horizon_ms: change.horizonMs,
          updated_at: page.now,
        })
        .where('id', '=', id)
        .execute();
      const after = await readPlant(db, id, attempt);
      await page.note({ action: 'plant.update', ...subject(id), before, after });
      return after;
    });
  }

  /**
   * Removes a plant and its points, as long as no device was registered and nothing recorded there: readings and
   * records refer to both. Throws NotFoundError, or ConflictError when it has any.
   */
  async remove(id: string, signature: Partial<Signature> = {}): Promise<void> {
    const attempt = `Cannot remove plant ${quote(id)}`;
    await this.#ledger.change(signature, attempt, async (db, page) => {
      const before = await readPlant(db, id, attempt);
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
      await refuseWithRecords(db, id, attempt);
      await db.deleteFrom('plants').where('id', '=', id).execute();
      await page.note({ action: 'plant.remove', ...subject(id), before, after: null });
    });
  }
}

async function refuseWithRecords(db: Kysely<Tables>, plant: string, attempt: string): Promise<void> {
  for (const table of ['samples', 'service_windows', 'quality_settings', 'corrections', 'reviews'] as const) {
    const row = await db
      .selectFrom(table)
      .select('plant')
      .where('plant', '=', plant)
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) continue;
    const records = table.replaceAll('_', ' ');
    throw new ConflictError(`${attempt}: it has ${records} on record, which are kept`);
  }
}

function subject(id: string): { readonly plant: string; readonly subject: string } {
  return { plant: id, subject: `plant/${id}` };
}

/** Throws NotFoundError, beginning with the attempt. */
export async function readPlant(db: Kysely<Tables>, id: string, attempt: string): Promise<Plant> {
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

export function toPlant(row: Selectable<PlantTable>, points: readonly Point[]): Plant {
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
