import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { REPAIR_BOOT, signingInput, toBeSigned, withSignature } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeviceDirectory, DeviceSigning } from '../src/ports.ts';
import { judge } from './support/judge.ts';
import { delivery, NOW, PLANT, telemetry } from './support/messages.ts';

const one = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const DEVICE = 'effluent-1';
const SAMPLES = [{ t: NOW - 60_000, ph: 7.12, cod: null }];

function keyOf(id: string, key: KeyObject, from = 0, to: number | null = null) {
  return { id, publicKey: String(key.export({ format: 'jwk' }).x), from, to };
}

function directory(
  signing: Partial<DeviceSigning> = {},
  isRepair: DeviceDirectory['isRepair'] = () => false,
): DeviceDirectory {
  const record = {
    ...{ plant: PLANT, point: 'effluent', device: DEVICE, horizonMs: 400 * 86_400_000 },
    signing: { requiredFrom: 0, keys: [keyOf('one', one.publicKey)], ...signing },
  };
  return { find: () => record, isRepair };
}

function signed(text: string, key: KeyObject = one.privateKey, device = DEVICE): string {
  const input = signingInput(PLANT, device, Buffer.from(toBeSigned(text)));
  return withSignature(text, sign(null, input, key).toString('base64url'));
}

/** How many readings came of a message, or why none did. */
async function outcome(text: string | Uint8Array, ...known: Parameters<typeof directory>) {
  const { columns, rejects, signed: kept } = await judge([delivery(text)], directory(...known));
  const [reject] = rejects.kept;
  return reject === undefined ? [columns.length, kept.length] : [reject.scope, reject.reason];
}

const MESSAGE = telemetry(1, SAMPLES);
const REFUSED = ['message', 'signature'];

describe('a message of a device with a key', () => {
  test('is taken when it is signed, and what was signed is kept as it was sent', async () => {
    const { signed: kept, columns } = await judge([delivery(signed(MESSAGE))], directory());
    expect(columns.length).toBe(2);
    expect(kept).toMatchObject([{ device: DEVICE, key: 'one', first: NOW - 60_000, last: NOW - 60_000 }]);
    expect(Buffer.from(kept[0]?.signed ?? []).toString()).toBe(toBeSigned(MESSAGE));
  });

  test('is rejected when any single bit of it is another, and nothing of it is kept', async () => {
    const sent = Buffer.from(signed(MESSAGE));
    await fc.assert(
      fc.asyncProperty(fc.nat(sent.length - 1), fc.nat(7), async (at, bit) => {
        const bytes = Buffer.from(sent);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        // The last character of the signature has 4 bits to spare; they say nothing.
        fc.pre(at !== sent.length - 3);
        const { columns, signed: kept, rejects } = await judge([delivery(bytes)], directory());
        expect([columns.length, kept.length, rejects.kept.length]).toEqual([0, 0, 1]);
      }),
      { numRuns: 200 },
    );
  });

  test('is rejected without a signature only when it has to be signed, counted from when it was received', async () => {
    expect(await outcome(MESSAGE)).toEqual(REFUSED);
    expect(await outcome(MESSAGE, { requiredFrom: NOW + 1 })).toEqual([2, 0]);
    expect(await outcome(MESSAGE, { requiredFrom: null })).toEqual([2, 0]);
  });

  test('is rejected with a wrong signature even where none is asked for', async () => {
    const optional = { requiredFrom: null };
    expect(await outcome(signed(MESSAGE, other.privateKey), optional)).toEqual(REFUSED);
    expect(await outcome(telemetry(1, SAMPLES, { sig: 'x' }), optional)).toEqual(REFUSED);
  });

  test('is rejected when it was signed for another device, or the signature is not at its very end', async () => {
    expect(await outcome(signed(MESSAGE, one.privateKey, 'effluent-2'))).toEqual(REFUSED);
    expect(await outcome(`${signed(MESSAGE)} `)).toEqual(REFUSED);
    const { sig, ...rest } = JSON.parse(signed(MESSAGE));
    expect(await outcome(JSON.stringify({ sig, ...rest }))).toEqual(REFUSED);
  });

  test('may be signed with any key that held when it was received', async () => {
    const keys = [keyOf('one', one.publicKey, 0, NOW), keyOf('other', other.publicKey, NOW)];
    expect(await outcome(signed(MESSAGE, other.privateKey), { keys })).toEqual([2, 1]);
    expect(await outcome(signed(MESSAGE), { keys })).toEqual(REFUSED);
  });

  test('that a person made of a reject goes without, but not one that only says so', async () => {
    const repair = telemetry(7, SAMPLES, { boot: REPAIR_BOOT });
    expect(await outcome(repair)).toEqual(REFUSED);
    expect(await outcome(repair, {}, (device, reject) => device === DEVICE && reject === 7)).toEqual([2, 0]);
  });
});
