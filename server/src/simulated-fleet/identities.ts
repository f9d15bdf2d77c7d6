import { appendFileSync, closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { ConfigurationError, DeviceId, PlantId, PointId } from '@banyu/contracts';
import { z } from 'zod';
import { messageOf } from '../message-of.ts';

/** A line of an identities file. */
export const DeviceIdentity = z.strictObject({
  plant: PlantId,
  device: DeviceId,
  secret: z.string().min(1).max(256),
  /** Where it measures; left out, the places are taken in turn. */
  point: PointId.optional(),
  /** It signs its messages with this: a private Ed25519 key, PKCS #8 (DER) in base64. */
  signingKey: z.string().min(1).max(1_000).optional(),
});
export type DeviceIdentity = z.infer<typeof DeviceIdentity>;

/** Others of the machine may read or write it. */
const SHARED_BITS = 0o077;

/**
 * Reads a file of identities, one JSON object a line, e.g.
 * `{"plant":"sim-01","device":"sim-01-effluent-logger-1","secret":"…"}`. A device that comes twice has the later
 * secret. Throws ConfigurationError for a file that cannot be read, that others may read, or that has a line which is
 * no identity; the message never carries a secret.
 */
export function readIdentities(path: string): ReadonlyMap<string, DeviceIdentity> {
  const identities = new Map<string, DeviceIdentity>();
  readPrivate(path)
    .split('\n')
    .forEach((line, index) => {
      if (line.trim() !== '') {
        const identity = parseLine(line, `${path}, line ${index + 1}`);
        identities.set(identity.device, identity);
      }
    });
  return identities;
}

/** As `readIdentities`, or none when there is no such file. */
export function readIdentitiesIfAny(path: string): ReadonlyMap<string, DeviceIdentity> {
  try {
    return readIdentities(path);
  } catch (error) {
    if (isMissing(error instanceof Error ? error.cause : undefined)) return new Map();
    throw error;
  }
}

/** Adds an identity to a file that is for its owner alone (mode 0600); it is created where it is missing. */
export function appendIdentity(path: string, identity: DeviceIdentity): void {
  appendFileSync(path, `${JSON.stringify(identity)}\n`, { mode: 0o600 });
}

function readPrivate(path: string): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    const reason = messageOf(cause);
    throw new ConfigurationError(`Cannot read the identities in ${path}: ${reason}`, { cause });
  }
  try {
    // Windows has no such bits.
    if (process.platform !== 'win32' && (fstatSync(file).mode & SHARED_BITS) !== 0) {
      throw new ConfigurationError(
        `${path} holds secrets and others on this machine may read it. Run: chmod 600 ${path}`,
      );
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function parseLine(line: string, where: string): DeviceIdentity {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new ConfigurationError(`${where}: expected a JSON object with plant, device and secret`);
  }
  const parsed = DeviceIdentity.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigurationError(
    `${where}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no identity'}`,
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
