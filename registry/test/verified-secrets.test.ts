import { expect, test } from 'vitest';
import { VerifiedSecrets } from '../src/verified-secrets.ts';
import { bytes } from './support/rig.ts';

test('VerifiedSecrets knows the secret of a device under the hash it was verified against', () => {
  const verified = new VerifiedSecrets();
  verified.add('a', 'hash-1', bytes('secret'));
  expect(verified.has('a', 'hash-1', bytes('secret'))).toBe(true);
  expect(verified.has('a', 'hash-2', bytes('secret'))).toBe(false);
  expect(verified.has('a', 'hash-1', bytes('other'))).toBe(false);
  expect(verified.has('b', 'hash-1', bytes('secret'))).toBe(false);
});

test('VerifiedSecrets forgets the device that logged in longest ago when it is full', () => {
  const verified = new VerifiedSecrets(2);
  const knows = (device: string): boolean => verified.has(device, 'hash', bytes(device));
  for (const device of ['a', 'b']) verified.add(device, 'hash', bytes(device));
  expect(knows('a')).toBe(true);
  verified.add('c', 'hash', bytes('c'));
  expect(knows('b')).toBe(false);
  expect(knows('a')).toBe(true);
  expect(knows('c')).toBe(true);
});
