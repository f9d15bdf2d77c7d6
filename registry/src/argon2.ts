import { type Argon2Parameters, argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import { LARGEST_FLEET } from './fleet.ts';
import { takingTurns } from './turns.ts';

/** argon2id, off the event loop: the key for the parameters. */
export type Argon2id = (parameters: Argon2Parameters) => Promise<Uint8Array>;

/** Node's pool has four threads by default: files and name look-ups keep two of them. */
const AT_ONCE = 2;

const derive = promisify(argon2);

/** argon2id of node:crypto, a few at a time. Throws UnavailableError when too many are waiting. */
export function createArgon2id(): Argon2id {
  const turns = takingTurns({ atOnce: AT_ONCE, maxWaiting: LARGEST_FLEET });
  return (parameters) => turns(() => derive('argon2id', parameters));
}
