import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import {
  ConflictError,
  DEVICE_KEYS_AT_A_TIME,
  type DeviceKey,
  DevicePublicKey,
  type DeviceSigning,
  InvalidInputError,
  NewDeviceKey,
  NotFoundError,
  type Signature,
} from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Ledger } from './audit/ledger.ts';
import { parseInput, quote } from './parse-input.ts';
import type { DeviceKeyTable, Tables } from './tables.ts';

/**
 * The public keys that devices sign their messages with, and whether they have to. A key is revoked, never removed:
 * what was signed with it stays signed. Methods throw InvalidInputError, NotFoundError, ConflictError.
 */
export class DeviceKeys {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /**
   * Registers a key; messages that are received from now on may be signed with it. Several hold at a time, so that a
   * device may change its key while messages signed with the one before are still on their way.
   */
  async add(device: string, input: NewDeviceKey, signature: Signature): Promise<DeviceKey> {
    const attempt = `Cannot register a key of device ${quote(device)}`;
    const publicKey = rawKey(parseInput(NewDeviceKey, input, attempt).publicKey, attempt);
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const { plant } = await requireDevice(db, device, attempt);
      const keys = await keysOf(db, device);
      const id = thumbprint(publicKey);
      if (keys.some((key) => key.id === id))
        throw new ConflictError(`${attempt}: key ${id} is registered, or was and is revoked; make a new one`);
      if (keys.filter(({ ended_at }) => ended_at === null).length >= DEVICE_KEYS_AT_A_TIME)
        throw new ConflictError(`${attempt}: it has ${DEVICE_KEYS_AT_A_TIME} already; revoke one first`);
      const row = {
        ...{ device, id, public_key: publicKey },
        ...{ created_at: page.now, created_by: page.by, why: page.why, ended_at: null },
      };
      await db.insertInto('device_keys').values(row).execute();
      const after = toKey(row);
      await page.note({ action: 'device.add-key', plant, subject: `device/${device}`, before: null, after });
      return after;
    });
  }

  /** What is signed with it and received from now on is rejected. */
  async revoke(device: string, id: string, signature: Signature): Promise<DeviceKey> {
    const attempt = `Cannot revoke a key of device ${quote(device)}`;
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const { plant, signed_from } = await requireDevice(db, device, attempt);
      const inForce = (await keysOf(db, device)).filter(({ ended_at }) => ended_at === null);
      const row = inForce.find((key) => key.id === id);
      if (row === undefined) throw new NotFoundError(`${attempt}: no key ${quote(id)} of it is in force`);
      if (signed_from !== null && inForce.length === 1) {
        throw new ConflictError(
          `${attempt}: it is its only one, and its messages have to be signed: all would be rejected. Add the new ` +
            'key first, or let signatures be optional',
        );
      }
      await db
        .updateTable('device_keys')
        .set({ ended_at: page.now })
        .where('device', '=', device)
        .where('id', '=', id)
        .execute();
      const after = toKey({ ...row, ended_at: page.now });
      const subject = `device/${device}`;
      await page.note({ action: 'device.revoke-key', plant, subject, before: toKey(row), after });
      return after;
    });
  }

  /** Whether what is received of the device from now on has to be signed. */
  async require(device: string, required: boolean, signature: Signature): Promise<DeviceSigning> {
    const attempt = `Cannot say whether device ${quote(device)} has to sign`;
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const { plant, ...before } = await readSigning(db, device, attempt);
      if ((before.requiredFrom !== null) === required) return before;
      if (required && !before.keys.some(({ to }) => to === null))
        throw new ConflictError(`${attempt}: it has no key in force; add one first`);
      const requiredFrom = required ? page.now : null;
      await db
        .updateTable('devices')
        .set({ signed_from: requiredFrom, updated_at: page.now })
        .where('id', '=', device)
        .execute();
      await page.note({
        action: required ? 'device.require-signatures' : 'device.allow-unsigned',
        ...{ plant, subject: `device/${device}` },
        ...{ before: { requiredFrom: before.requiredFrom }, after: { requiredFrom } },
      });
      return { ...before, requiredFrom };
    });
  }

  /** The device's keys, revoked ones too, and whether it has to sign. */
  async of(device: string): Promise<DeviceSigning> {
    const attempt = `Cannot list the keys of device ${quote(device)}`;
    const { plant: _, ...signing } = await readSigning(this.#db, device, attempt);
    return signing;
  }
}

async function readSigning(
  db: Kysely<Tables>,
  device: string,
  attempt: string,
): Promise<DeviceSigning & { readonly plant: string }> {
  const { plant, signed_from } = await requireDevice(db, device, attempt);
  return { plant, device, requiredFrom: signed_from, keys: (await keysOf(db, device)).map(toKey) };
}

async function requireDevice(db: Kysely<Tables>, device: string, attempt: string) {
  const row = await db
    .selectFrom('devices')
    .select(['plant', 'signed_from'])
    .where('id', '=', device)
    .executeTakeFirst();
  if (row === undefined) throw new NotFoundError(`${attempt}: there is no such device`);
  return row;
}

async function keysOf(db: Kysely<Tables>, device: string) {
  const keys = db.selectFrom('device_keys').selectAll().where('device', '=', device);
  return await keys.orderBy('created_at').orderBy('id').execute();
}

/** The 32 bytes of an Ed25519 public key in base64url. Throws InvalidInputError. */
function rawKey(text: string, attempt: string): string {
  const expected = 'expected an Ed25519 public key, as PEM or as 32 bytes in base64url';
  const refuse = (found: string, cause?: unknown) =>
    new InvalidInputError(`${attempt}: ${found}; ${expected}`, { field: 'publicKey', cause });
  if (/PRIVATE KEY/.test(text)) throw refuse('this is a private key, which must stay in the device');
  let key: KeyObject;
  try {
    key = DevicePublicKey.safeParse(text).success
      ? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' })
      : createPublicKey(text);
  } catch (cause) {
    throw refuse('this is no key that can be read', cause);
  }
  const { crv, x } = key.export({ format: 'jwk' });
  if (crv !== 'Ed25519' || typeof x !== 'string') throw refuse(`this is a key for ${key.asymmetricKeyType}`);
  return x;
}

/** RFC 7638 over the members that RFC 8037 requires. */
function thumbprint(x: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}

function toKey(row: Selectable<DeviceKeyTable>): DeviceKey {
  const { id, device, public_key: publicKey, created_at: from, ended_at: to, created_by: by, why } = row;
  return { id, device, publicKey, from, to, by, why };
}
