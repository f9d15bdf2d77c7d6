import {
  ConfigurationError,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  UnavailableError,
} from '@banyu/contracts';

const EXPECTED = [InvalidInputError, NotFoundError, ConflictError, ConfigurationError, UnavailableError];

/** Prints an error for a person: what can be mended in one line, our own bugs with their stack. */
export function reportFailure(error: unknown): void {
  const expected = EXPECTED.some((kind) => error instanceof kind);
  const text =
    error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${expected ? '' : 'This is a bug in banyu, please report it:\n'}${text}\n`);
  process.exitCode = 1;
}
