import { ConflictError, NewDevice, NotFoundError, type Signature } from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Argon2id } from './argon2.ts';
import type { Ledger } from './audit/ledger.ts';
import { parseInput, quote } from './parse-input.ts';
import { requirePlant, requirePoint } from './points.ts';
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
  readonly #ledger: Ledger;
  readonly #argon2id: Argon2id;

  constructor(db: Kysely<Tables>, ledger: Ledger, argon2id: Argon2id) {
    this.#db = db;
    this.#ledger = ledger;
    this.#argon2id = argon2id;
  }

  /**
   * Adds a device and gives it a secret, which is told here and never again: only its hash is kept.
   * Throws InvalidInputError; NotFoundError without that plant or point; ConflictError when the id is taken.
   */
  async add(
    input: NewDevice,
    signature: Partial<Signature> = {},
  ): Promise<{ readonly device: Device; readonly secret: string }> {
    const { id, plant, point, name = id } = parseInput(NewDevice, input, 'Cannot add a device');
    const attempt = `Cannot add device ${quote(id)} at ${plant}/${point}`;
    const secret = newSecret();
    const hash = await hashSecret(secret, this.#argon2id);
    const device = await this.#ledger.change(signature, attempt, async (db, page) => {
      const times = { created_at: page.now, updated_at: page.now };
      const row = { id, plant, point, name, enabled: 1, ...times, signed_from: null };
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
      await db
        .insertInto('credentials')
        .values({ device: id, secret_hash: hash, ...times })
        .execute();
      const added = toDevice(row);
      await page.note({ action: 'device.add', ...subject(added), before: null, after: added });
      return added;
    });
    return { device, secret };
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
  async rotateSecret(id: string, signature: Partial<Signature> = {}): Promise<string> {
    const attempt = 'Cannot rotate the secret';
    const secret = newSecret();
    const hash = await hashSecret(secret, this.#argon2id);
    await this.#ledger.change(signature, attempt, async (db, page) => {
      const device = await readDevice(db, id, attempt);
      await db
        .updateTable('credentials')
        .set({ secret_hash: hash, updated_at: page.now })
        .where('device', '=', id)
        .execute();
      // That there is a new one; nothing that could help to guess it.
      await page.note({ action: 'device.rotate-secret', ...subject(device), before: null, after: null });
    });
    return secret;
  }

  /** Lets the device log in, or not any more. Throws NotFoundError. */
  async setEnabled(id: string, enabled: boolean, signature: Partial<Signature> = {}): Promise<Device> {
    const action = enabled ? 'enable' : 'disable';
    const attempt = `Cannot ${action} the device`;
    return await this.#ledger.change(signature, attempt, async (db, page) => {
      const before = await readDevice(db, id, attempt);
      if (before.enabled === enabled) return before;
      await db
        .updateTable('devices')
        .set({ enabled: Number(enabled), updated_at: page.now })
        .where('id', '=', id)
        .execute();
      const after = { ...before, enabled, updatedAt: page.now };
      await page.note({ action: `device.${action}`, ...subject(after), before, after });
      return after;
    });
  }
}

function subject({ plant, id }: Device): { readonly plant: string; readonly subject: string } {
  return { plant, subject: `device/${id}` };
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
