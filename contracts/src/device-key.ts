import { z } from 'zod';

/** A public key that a device signs its messages with from now on. */
export const NewDeviceKey = z.strictObject({
  publicKey: z
    .string()
    .trim()
    .max(1_000)
    .describe('Ed25519: PEM ("BEGIN PUBLIC KEY"), or its 32 bytes in base64url without padding'),
});
export type NewDeviceKey = z.infer<typeof NewDeviceKey>;

/** A key as it is registered. Instants are Unix ms. */
export const DeviceKey = z.object({
  id: z.string().describe('SHA-256 thumbprint of the key (RFC 7638, RFC 8037), base64url'),
  device: z.string(),
  publicKey: z.string().describe('Ed25519, 32 bytes in base64url'),
  from: z.int().describe('messages received from then on may be signed with it, Unix ms'),
  to: z.int().nullable().describe('and until then; null: until it is revoked'),
  by: z.string(),
  why: z.string(),
});
export type DeviceKey = z.infer<typeof DeviceKey>;

/** How a device's messages have to be signed. */
export const DeviceSigning = z.object({
  device: z.string(),
  requiredFrom: z
    .int()
    .nullable()
    .describe(
      'a message received from then on without a signature is rejected, Unix ms; null: none has to be signed',
    ),
  keys: z.array(DeviceKey).readonly().describe('those that were revoked too, oldest first'),
});
export type DeviceSigning = z.infer<typeof DeviceSigning>;
