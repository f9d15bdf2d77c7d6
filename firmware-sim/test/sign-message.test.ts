import { generateKeyPairSync, verify } from 'node:crypto';
import { signingInput, splitSigned } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { checkDevice } from '../src/device-options.ts';
import { HOUR, poweredRig } from './support/powered-rig.ts';

describe('a device with a signing key', () => {
  it('signs each telemetry message, so that anyone with its public key can check it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const rig = poweredRig({ signingKey: privateKey });
    rig.clock.advance(HOUR);
    const messages = rig.published.filter(({ channel }) => channel === 'telemetry');
    expect(messages.length).toBeGreaterThan(50);
    for (const { text } of messages) {
      const parts = splitSigned(Buffer.from(text));
      const input = signingInput('ipal-test', 'logger-1', parts?.signed ?? Buffer.of());
      expect(verify(null, input, publicKey, Buffer.from(parts?.signature ?? '', 'base64url'))).toBe(true);
    }
  });

  it('is refused a key that is no private Ed25519 key', () => {
    const { publicKey: signingKey } = generateKeyPairSync('ed25519');
    const options = { plant: 'ipal', device: 'logger-1', secret: 'x', parameters: ['ph'] } as const;
    expect(() => checkDevice({ ...options, signingKey })).toThrow(/expected a private Ed25519 key/);
  });
});
