import { readFileSync } from 'node:fs';
import { ConfigurationError } from '@banyu/contracts';

/** A certificate or key that the configuration names. Throws ConfigurationError that says which cannot be read. */
export function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ConfigurationError(
      `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}
