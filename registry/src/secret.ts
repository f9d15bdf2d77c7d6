import { type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Argon2id } from './argon2.ts';

/** Digits and letters without i, l, o and u: read aloud and typed on a keypad without mistakes (Crockford base 32). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 32 characters of 5 bits: 160 bits. Some loggers take no longer password. */
const LENGTH = 32;

/** A new random secret of 160 bits. */
export function newSecret(): string {
  return Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join('');
}

/**
 * The cost of a new hash: memory in KiB, passes, lanes; a hash carries its own, so old ones hold when this changes.
 * Far below what a person's password needs (OWASP: 19 456 KiB, 2 passes), because what argon2 makes dear, guessing, is
 * hopeless at 160 random bits as it is: from 112 on NIST SP 800-63B-3, 5.1.2.2, asks for no slow hash. What counts is the
 * other side: ten thousand devices that come back at once have to be in within a minute, and a flood of wrong secrets
 * must not eat the machine. On one core of a small server a check takes 0.3 ms: 3 s of CPU for the fleet. At
 * 2 048 KiB it takes 1.9 and, when the other core is busy as well, twice that; at OWASP's figures 43 ms.
 */
const COST = { memory: 256, passes: 1, parallelism: 1 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** A stored hash taken apart. */
interface SecretHash {
  readonly cost: Pick<Argon2Parameters, 'memory' | 'passes' | 'parallelism'>;
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

/** The secret's argon2id hash in PHC string format: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
export async function hashSecret(secret: string, argon2id: Argon2id): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await argon2id({ message: secret, nonce: salt, tagLength: TAG_BYTES, ...COST });
  return format({ cost: COST, salt, tag });
}

/** Whether the secret is the one behind the hash. Throws when the hash is none of ours: the registry is damaged. */
export async function verifySecret(secret: Uint8Array, hash: string, argon2id: Argon2id): Promise<boolean> {
  const { cost, salt, tag } = parse(hash);
  return timingSafeEqual(
    await argon2id({ message: secret, nonce: salt, tagLength: tag.length, ...cost }),
    tag,
  );
}

/** A hash that no secret has: checking against it takes as long as against any other. */
export function unmatchableHash(): string {
  return format({ cost: COST, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) });
}

// PHC string format (https://github.com/P-H-C/phc-string-format); version 19 is argon2 1.3, RFC 9106.

function format({ cost, salt, tag }: SecretHash): string {
  const parameters = `m=${cost.memory},t=${cost.passes},p=${cost.parallelism}`;
  return `$argon2id$v=19$${parameters}$${base64(salt)}$${base64(tag)}`;
}

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

function parse(text: string): SecretHash {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(text) ?? [];
  if (salt === undefined || tag === undefined) {
    throw new Error(
      'Cannot check a secret: what is stored for the device is no argon2id hash in PHC string format',
    );
  }
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
