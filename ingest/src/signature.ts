import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { signingInput, splitSigned } from '@banyu/contracts';
import type { DeviceRecord, DeviceSigning } from './ports.ts';

/** What is to be said of a message's signature. */
export type SignatureVerdict =
  | { readonly status: 'unsigned' }
  | {
      readonly status: 'signed';
      /** The id of the key. */
      readonly key: string;
      /** What was signed, and the signature, 64 bytes; views of what was given. */
      readonly signed: Uint8Array;
      readonly signature: Uint8Array;
    }
  | { readonly status: 'refused'; readonly detail: string };

const UNSIGNED: SignatureVerdict = { status: 'unsigned' };
const keysOf = new WeakMap<DeviceSigning, readonly KeyObject[]>();

/**
 * Judges the signature of a telemetry message of a device that has keys, by those that held when it was received.
 * `hasSig`: the message has a member of that name somewhere. Some 0.1 ms.
 */
export function judgeSignature(
  { plant, device }: Pick<DeviceRecord, 'plant' | 'device'>,
  signing: DeviceSigning,
  message: { readonly payload: Uint8Array; readonly receivedAt: number; readonly hasSig: boolean },
): SignatureVerdict {
  const { payload, receivedAt, hasSig } = message;
  const parts = splitSigned(payload);
  if (parts === undefined) {
    if (hasSig)
      return refused('"sig" has to be the last member, without white space, of 86 characters base64url');
    const { requiredFrom } = signing;
    const isRequired = requiredFrom !== null && receivedAt >= requiredFrom;
    return isRequired ? refused('the device has to sign its messages, this one is not signed') : UNSIGNED;
  }
  const input = signingInput(plant, device, parts.signed);
  const signature = Buffer.from(parts.signature, 'base64url');
  const objects = keysOf.get(signing) ?? readKeys(signing);
  keysOf.set(signing, objects);
  for (const [i, { id, from, to }] of signing.keys.entries()) {
    const object = objects[i];
    if (object === undefined || receivedAt < from || (to !== null && receivedAt >= to)) continue;
    if (verify(null, input, object, signature))
      return { status: 'signed', key: id, signed: parts.signed, signature };
  }
  return refused('no key of the device that is in force gives this signature of this message');
}

function readKeys({ keys }: DeviceSigning): readonly KeyObject[] {
  return keys.map(({ publicKey }) =>
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' }),
  );
}

function refused(detail: string): SignatureVerdict {
  return { status: 'refused', detail };
}
