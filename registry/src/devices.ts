import { ConflictError, NewDevice, NotFoundError } from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Argon2id } from './argon2.ts';
import { parseInput, quote } from './parse-input.ts';
import { requirePlant } from './points.ts';
import { hashSecret, newSecret } from './secret.ts';
import type { DeviceTable, Tables } from './tables.ts';

/** A device: a logger, gateway or probe at one sampling point. Instants are Unix ms. */
export interface Device {
  readonly id: string;
  readonly plant: string;
  readonly point: string;
  readonly name: string;
  /** A disabled device cannot log in; its readings stay. */
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The devices. One is disabled, never removed: readings refer to it. */
export class Devices {
  readonly #db: Kysely<Tables>;
  readonly #clock: () => number;
  readonly #argon2id: Argon2id;

  constructor(db: Kysely<Tables>, clock: () => number, argon2id: Argon2id) {
    this.#db = db;
    this.#clock = clock;
    this.#argon2id = argon2id;
  }

  /**
   * Adds a device and gives it a secret, which is told here and never again: only its hash is kept.
   * Throws InvalidInputError; NotFoundError without that plant or point; ConflictError when the id is taken.
   */
  async add(input: NewDevice): Promise<{ readonly device: Device; readonly secret: string }> {
    const { id, plant, point, name = id } = parseInput(NewDevice, input, 'Cannot add a device');
    const attempt = `Cannot add device ${quote(id)} at ${plant}/${point}`;
    const secret = newSecret();
    const hash = await hashSecret(secret, this.#argon2id);
    const now = this.#clock();
    const row = { id, plant, point, name, enabled: 1, created_at: now, updated_at: now };
    await this.#db.transaction().execute(async (db) => {
      await requirePoint(db, plant, point, attempt);
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('devices')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) {
        const taken = await readDevice(db, id, attempt);
        throw new ConflictError(
          `${attempt}: there is a device of that id at ${taken.plant}/${taken.point}; ` +
            'a device id is unique in the installation',
        );
      }
      const credential = { device: id, secret_hash: hash, created_at: now, updated_at: now };
      await db.insertInto('credentials').values(credential).execute();
    });
    return { device: toDevice(row), secret };
  }

  /** All devices, or a plant's, by id. Throws NotFoundError without that plant. */
  async list(filter: { readonly plant?: string } = {}): Promise<readonly Device[]> {
    const { plant } = filter;
    const rows = await this.#db
      .selectFrom('devices')
      .selectAll()
      .$if(plant !== undefined, (query) => query.where('plant', '=', plant ?? ''))
      .orderBy('id')
      .execute();
    if (rows.length === 0 && plant !== undefined) await requirePlant(this.#db, plant, 'Cannot list devices');
    return rows.map(toDevice);
  }

  /** Throws NotFoundError. */
  async get(id: string): Promise<Device> {
    return await readDevice(this.#db, id, 'Cannot read the device');
  }

  /** Gives the device a new secret, told here only; the old one is void from its next log-in on. Throws NotFoundError. */
  async rotateSecret(id: string): Promise<string> {
    const secret = newSecret();
    const hash = await hashSecret(secret, this.#argon2id);
    const { numUpdatedRows } = await this.#db
      .updateTable('credentials')
      .set({ secret_hash: hash, updated_at: this.#clock() })
      .where('device', '=', id)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw noDevice(id, 'Cannot rotate the secret');
    return secret;
  }

  /** Lets the device log in, or not any more. Throws NotFoundError. */
  async setEnabled(id: string, enabled: boolean): Promise<Device> {
    return await this.#db.transaction().execute(async (db) => {
      await db
        .updateTable('devices')
        .set({ enabled: Number(enabled), updated_at: this.#clock() })
        .where('id', '=', id)
        .where('enabled', '!=', Number(enabled))
        .execute();
      return await readDevice(db, id, `Cannot ${enabled ? 'enable' : 'disable'} the device`);
    });
  }
}

async function requirePoint(
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

async function readDevice(db: Kysely<Tables>, id: string, attempt: string): Promise<Device> {
  const row = await db.selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw noDevice(id, attempt);
  return toDevice(row);
}

function noDevice(id: string, attempt: string): NotFoundError {
  return new NotFoundError(`${attempt}: there is no device ${quote(id)}`);
}

function toDevice(row: Selectable<DeviceTable>): Device {
  return {
    id: row.id,
    plant: row.plant,
    point: row.point,
    name: row.name,
    enabled: row.enabled === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
