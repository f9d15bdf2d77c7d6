import { isId } from '@banyu/contracts';
import type { Kysely } from 'kysely';
import type { Argon2id } from './argon2.ts';
import { LARGEST_FLEET } from './fleet.ts';
import { unmatchableHash, verifySecret } from './secret.ts';
import type { Tables } from './tables.ts';
import { takingTurns } from './turns.ts';
import { VerifiedSecrets } from './verified-secrets.ts';

/** Who a device is, once its credential was verified. */
export interface Identity {
  readonly plant: string;
  readonly device: string;
}

/** A log-in by secret, or by the common name of a client certificate that TLS has verified. */
export type Credential =
  | { readonly kind: 'secret'; readonly device: string; readonly secret: Uint8Array }
  | { readonly kind: 'certificate'; readonly device: string };

export type Identify = (credential: Credential) => Promise<Identity | undefined>;

interface Account {
  readonly plant: string;
  readonly enabled: boolean;
  readonly hash: string;
}

/**
 * Tells the device behind a credential, or undefined. Each log-in reads the device's row, so that rotating or
 * disabling, by whichever process, holds from the next log-in on. Every refusal of a secret costs one argon2
 * computation, whether the device is unknown, disabled, or the secret wrong: the time it takes tells nothing.
 * Throws UnavailableError when too many log-ins are waiting.
 */
export function createIdentify(db: Kysely<Tables>, argon2id: Argon2id): Identify {
  const verified = new VerifiedSecrets();
  const nobody: Account = { plant: '', enabled: false, hash: unmatchableHash() };
  // One at a time: Kysely wakes all that wait for SQLite's one connection each time it is free.
  const turns = takingTurns({ atOnce: 1, maxWaiting: LARGEST_FLEET });
  const accountOf = (device: string): Promise<Account | undefined> => turns(() => readAccount(db, device));

  return async (credential) => {
    const { device } = credential;
    const account =
      credential.kind === 'certificate'
        ? await accountOf(device)
        : await accountBySecret(device, credential.secret);
    return account?.enabled ? { plant: account.plant, device } : undefined;
  };

  async function accountBySecret(device: string, secret: Uint8Array): Promise<Account | undefined> {
    const account = (await accountOf(device)) ?? nobody;
    if (account.enabled && verified.has(device, account.hash, secret)) return account;
    if (!(await verifySecret(secret, account.hash, argon2id))) return undefined;
    verified.add(device, account.hash, secret);
    // The check may have waited its turn: what was revoked meanwhile no longer counts.
    const now = await accountOf(device);
    return now?.hash === account.hash ? now : undefined;
  }
}

async function readAccount(db: Kysely<Tables>, device: string): Promise<Account | undefined> {
  if (!isId(device)) return undefined;
  const row = await db
    .selectFrom('devices')
    .innerJoin('credentials', 'credentials.device', 'devices.id')
    .select(['devices.plant', 'devices.enabled', 'credentials.secret_hash'])
    .where('devices.id', '=', device)
    .executeTakeFirst();
  return row && { plant: row.plant, enabled: row.enabled === 1, hash: row.secret_hash };
}
