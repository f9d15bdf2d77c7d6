import { z } from 'zod';
import { buildTopic } from './topic.ts';

// How a device signs a telemetry message, so small that a microcontroller can: it prints the message as ever, signs all
// of it but the closing brace, and puts the signature in as the last member. What is signed are bytes as they are
// sent: nobody has to agree on how JSON is written.

/** What stands before and after the signature, exactly: no white space. */
const BEFORE = ',"sig":"';
const AFTER = '"}';
/** An Ed25519 signature, 64 bytes (RFC 8032), in base64url without padding. */
const SIGNATURE = /^[A-Za-z0-9_-]{86}$/;
const TRAILER_BYTES = BEFORE.length + 86 + AFTER.length;

/** Keys may be changed one after the other: so many may hold at a time. */
export const DEVICE_KEYS_AT_A_TIME = 4;

/** A device's public Ed25519 key, 32 bytes, in base64url without padding: the `x` of a JWK (RFC 8037). */
export const DevicePublicKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'expected 32 bytes in base64url: 43 of A-Z, a-z, 0-9, "_" and "-"');
export type DevicePublicKey = z.infer<typeof DevicePublicKey>;

/** A message taken apart. */
export interface SignedMessage {
  /** What was signed of the message: all that stands before `,"sig":"`. */
  readonly signed: Uint8Array;
  /** Base64url. */
  readonly signature: string;
}

/** What the device signs: the topic that it publishes to, a line feed, and the message without its closing brace. */
export function signingInput(plant: string, device: string, signed: Uint8Array): Uint8Array {
  const topic = new TextEncoder().encode(`${buildTopic(plant, device, 'telemetry')}\n`);
  const input = new Uint8Array(topic.length + signed.length);
  input.set(topic);
  input.set(signed, topic.length);
  return input;
}

/** Takes a signed message apart, as a view of it; undefined when it does not end in a signature. */
export function splitSigned(payload: Uint8Array): SignedMessage | undefined {
  const end = payload.length - TRAILER_BYTES;
  if (end <= 0) return undefined;
  let trailer = '';
  for (let i = end; i < payload.length; i += 1) trailer += String.fromCharCode(payload[i] as number);
  const signature = trailer.slice(BEFORE.length, -AFTER.length);
  if (!trailer.startsWith(BEFORE) || !trailer.endsWith(AFTER) || !SIGNATURE.test(signature)) return undefined;
  return { signed: payload.subarray(0, end), signature };
}

/** The part of an unsigned message that is to be signed: all but its closing brace. */
export function toBeSigned(message: string): string {
  return message.slice(0, -1);
}

/** The message with its signature (base64url). */
export function withSignature(message: string, signature: string): string {
  return `${toBeSigned(message)}${BEFORE}${signature}${AFTER}`;
}
