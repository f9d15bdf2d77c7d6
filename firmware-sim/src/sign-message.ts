import { type KeyObject, sign } from 'node:crypto';
import { signingInput, toBeSigned, withSignature } from '@banyu/contracts';

/** The telemetry message with the device's Ed25519 signature: the same one however often it is sent. */
export function signMessage(plant: string, device: string, message: string, key: KeyObject): string {
  const input = signingInput(plant, device, Buffer.from(toBeSigned(message)));
  return withSignature(message, sign(null, input, key).toString('base64url'));
}
