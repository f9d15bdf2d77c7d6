/** A part of an input at fault, and why. */
export interface InputIssue {
  readonly field: string;
  readonly message: string;
}

/** The caller can mend the input; `field` names the part at fault, `issues` each of several. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly field: string | undefined;
  readonly issues: readonly InputIssue[];

  constructor(
    message: string,
    options: { field?: string; issues?: readonly InputIssue[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.field = options.field ?? options.issues?.[0]?.field;
    this.issues = options.issues ?? (this.field === undefined ? [] : [{ field: this.field, message }]);
  }
}

/** What was asked for does not exist. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

/** It exists already, or its state forbids the change. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** The operator has to change the configuration or the machine. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Nothing is wrong with the request; try again later, after `retryAfterMs` where it is known. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}
