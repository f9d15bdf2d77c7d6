import { readFileSync } from 'node:fs';
import { ConfigurationError } from '@banyu/contracts';
import { messageOf } from './message-of.ts';

/** A secret that stands in a file of its own. Throws ConfigurationError when it cannot be read. */
export function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (cause) {
    const reason = messageOf(cause);
    throw new ConfigurationError(`Cannot read the secret in ${path}: ${reason}`, { cause });
  }
}
