import type { Account, Accounts } from './accounts.ts';
import type { Argon2id } from './argon2.ts';
import { unmatchableHash, verifySecret } from './secret.ts';
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

/**
 * Tells the device behind a credential, or undefined. Each log-in reads the device's row, so that rotating or
 * disabling, by whichever process, holds from the next log-in on. Every refusal of a secret costs one argon2
 * computation, whether the device is unknown, disabled, or the secret wrong: the time it takes tells nothing.
 * Throws UnavailableError when too many log-ins are waiting.
 */
export function createIdentify(accounts: Accounts, argon2id: Argon2id): Identify {
  const verified = new VerifiedSecrets();
  const nobody: Account = { plant: '', enabled: false, hash: unmatchableHash() };

  return async (credential) => {
    const { device } = credential;
    const account =
      credential.kind === 'certificate'
        ? accounts.find(device)
        : await accountBySecret(device, credential.secret);
    return account?.enabled ? { plant: account.plant, device } : undefined;
  };

  async function accountBySecret(device: string, secret: Uint8Array): Promise<Account | undefined> {
    const account = accounts.find(device) ?? nobody;
    if (account.enabled && verified.has(device, account.hash, secret)) return account;
    if (!(await verifySecret(secret, account.hash, argon2id))) return undefined;
    verified.add(device, account.hash, secret);
    // The check may have waited its turn: what was revoked meanwhile no longer counts.
    const now = accounts.find(device);
    return now?.hash === account.hash ? now : undefined;
  }
}
