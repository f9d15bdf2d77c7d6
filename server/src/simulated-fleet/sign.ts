import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { ConfigurationError } from '@banyu/contracts';
import type { Registry } from '@banyu/registry';
import { appendIdentity, type DeviceIdentity } from './identities.ts';

export interface SignOptions {
  readonly registry: Pick<Registry, 'deviceKeys'>;
  readonly identitiesPath: string;
  readonly identities: readonly DeviceIdentity[];
  /** So many of so many devices are ready. */
  readonly onProgress: (done: number, all: number) => void;
  readonly signal: AbortSignal;
}

const SIGNATURE = { by: 'banyu devices', why: 'a simulated device signs its messages' };

/**
 * Gives each device a key to sign with, unless it has one that may be used, and registers its public half. A key is on
 * disk before it is registered, so that it may be broken off and gone on with.
 */
export async function withSigningKeys(options: SignOptions): Promise<readonly DeviceIdentity[]> {
  const { registry, identitiesPath, identities, onProgress, signal } = options;
  const signing: DeviceIdentity[] = [];
  for (const identity of identities) {
    signal.throwIfAborted();
    const { keys } = await registry.deviceKeys.of(identity.device);
    const kept = signingKeyOf(identity);
    const known = kept && keys.find(({ publicKey }) => publicKey === publicHalfOf(kept));
    const isUsable = kept !== undefined && (known === undefined || known.to === null);
    const key = isUsable ? kept : generateKeyPairSync('ed25519').privateKey;
    const its = isUsable ? identity : { ...identity, signingKey: textOf(key) };
    if (!isUsable) appendIdentity(identitiesPath, its);
    if (!isUsable || known === undefined)
      await registry.deviceKeys.add(identity.device, { publicKey: publicHalfOf(key) }, SIGNATURE);
    signing.push(its);
    onProgress(signing.length, identities.length);
  }
  return signing;
}

/** The key that a device signs with, if it does. Throws ConfigurationError when it is none; never says what it is. */
export function signingKeyOf({ device, signingKey }: DeviceIdentity): KeyObject | undefined {
  if (signingKey === undefined) return undefined;
  const expected = 'expected a private Ed25519 key, PKCS #8 (DER) in base64';
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: Buffer.from(signingKey, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    throw new ConfigurationError(`The signingKey of device "${device}" cannot be read: ${expected}`);
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new ConfigurationError(
    `The signingKey of device "${device}" is of type ${key.asymmetricKeyType}: ${expected}`,
  );
}

function textOf(key: KeyObject): string {
  return key.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}

function publicHalfOf(key: KeyObject): string {
  return String(createPublicKey(key).export({ format: 'jwk' }).x);
}
