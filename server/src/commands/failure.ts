/**
 * Errors that a person can do something about, by name: one that ended a thread arrives without its class.
 */
const EXPECTED: ReadonlySet<string> = new Set([
  'InvalidInputError',
  'NotFoundError',
  'ConflictError',
  'ConfigurationError',
  'UnavailableError',
]);

/** Prints an error for a person: what can be mended in one line, our own bugs with their stack. */
export function reportFailure(error: unknown): void {
  process.exitCode = 1;
  if (error instanceof Error && EXPECTED.has(error.name)) {
    process.stderr.write(`${error.message}\n`);
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`This is a bug in banyu, please report it:\n${text}\n`);
}
