import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createArgon2id } from '../src/argon2.ts';
import { hashSecret, newSecret, unmatchableHash, verifySecret } from '../src/secret.ts';
import { bytes } from './support/rig.ts';

const argon2id = createArgon2id();

test('newSecret() gives 160 bits in letters and digits that are not mistaken for others', () => {
  const secrets = Array.from({ length: 500 }, newSecret);
  for (const secret of secrets) expect(secret).toMatch(/^[0-9abcdefghjkmnpqrstvwxyz]{32}$/);
  expect(new Set(secrets).size).toBe(500);
  expect(new Set(secrets.join('')).size).toBe(32);
});

describe('hashSecret() and verifySecret()', () => {
  test('agree on the secret and on nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (secret, other) => {
        const hash = await hashSecret(secret, argon2id);
        expect(await verifySecret(bytes(secret), hash, argon2id)).toBe(true);
        expect(await verifySecret(bytes(other), hash, argon2id)).toBe(other === secret);
      }),
      { numRuns: 25 },
    );
  });

  test('never give the same hash twice', async () => {
    expect(await hashSecret('x', argon2id)).not.toBe(await hashSecret('x', argon2id));
  });

  test('write the PHC string format with its cost', async () => {
    expect(await hashSecret('x', argon2id)).toMatch(
      /^\$argon2id\$v=19\$m=256,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
  });

  test("verify a hash of another cost and another program: the reference implementation's test vector", async () => {
    // https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c
    const hash = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
    expect(await verifySecret(bytes('password'), hash, argon2id)).toBe(true);
    expect(await verifySecret(bytes('Password'), hash, argon2id)).toBe(false);
  });

  test.each(['', 'plain', '$2b$10$abcdefghijklmnopqrstuv', '$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65'])(
    'throw on what is no argon2id hash: %j',
    async (hash) => {
      await expect(verifySecret(bytes('x'), hash, argon2id)).rejects.toThrow(/PHC string format/);
    },
  );
});

test('unmatchableHash() is checked like any other and matches nothing', async () => {
  expect(await verifySecret(bytes(''), unmatchableHash(), argon2id)).toBe(false);
});
