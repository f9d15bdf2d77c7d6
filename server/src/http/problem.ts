import {
  type ApiProblem,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  UnavailableError,
} from '@banyu/contracts';
import type { FastifyError } from 'fastify';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Every way in which the API says no. `type` in an answer is `/api/problems/<key>`, which explains it. */
export const PROBLEMS = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    advice: 'Correct the fields named in `errors`.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing',
    advice: 'Check the address and the ids in it.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not take that method',
    advice: 'Use one of the methods in the Allow header.',
  },
  'request-timeout': { status: 408, title: 'The request took too long to arrive', advice: 'Send it again.' },
  conflict: {
    status: 409,
    title: 'The present state forbids it',
    advice: 'Load the present state and decide again.',
  },
  'too-large': { status: 413, title: 'The body is too large', advice: 'Send less at once.' },
  'uri-too-long': { status: 414, title: 'The address is too long', advice: 'Ask for less in one request.' },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is of an unknown media type',
    advice: 'Send application/json, or what the address asks for.',
  },
  'wrong-host': {
    status: 421,
    title: 'This server does not answer under that name',
    advice: 'Use 127.0.0.1, [::1] or localhost.',
  },
  'too-many-streams': {
    status: 429,
    title: 'Too many live streams are open',
    advice: 'Close some, or try again after Retry-After seconds.',
  },
  'headers-too-large': { status: 431, title: 'The header is too large', advice: 'Send smaller headers.' },
  'internal-error': {
    status: 500,
    title: 'The server met a fault of its own',
    advice: 'Report it with the request id.',
  },
  unavailable: {
    status: 503,
    title: 'It cannot be answered now',
    advice: 'Try again after Retry-After seconds.',
  },
  'not-ready': { status: 503, title: 'The server is not ready', advice: 'See `errors` for what is missing.' },
} as const satisfies Record<
  string,
  { readonly status: number; readonly title: string; readonly advice: string }
>;

export type ProblemKind = keyof typeof PROBLEMS;

/** Seconds after which to try again when nothing better is known. */
const RETRY_AFTER_S = 5;

/** A refusal that only HTTP knows; everything else is thrown as an error of the contracts. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly kind: ProblemKind;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: ApiProblem['errors'];

  constructor(
    kind: ProblemKind,
    detail: string,
    options: { headers?: Readonly<Record<string, string>>; errors?: ApiProblem['errors'] } = {},
  ) {
    super(detail);
    this.kind = kind;
    this.headers = options.headers ?? {};
    this.errors = options.errors;
  }
}

/** An answer ready to be sent. */
export interface ProblemAnswer {
  readonly body: ApiProblem;
  readonly headers: Readonly<Record<string, string>>;
}

/** The body of a problem; `instance` is the path of the request. */
export function problemBody(
  kind: ProblemKind,
  detail: string,
  options: { instance?: string; errors?: ApiProblem['errors'] } = {},
): ApiProblem {
  const { status, title } = PROBLEMS[kind];
  return {
    type: `/api/problems/${kind}`,
    title,
    status,
    detail,
    ...(options.instance !== undefined && { instance: options.instance }),
    ...(options.errors !== undefined && { errors: options.errors }),
  };
}

/** What an error means to the client. Unknown errors become 500 and give nothing away but the request's id. */
export function answerTo(error: unknown, request: { id: string; instance: string }): ProblemAnswer {
  const { instance } = request;
  const answer = (
    kind: ProblemKind,
    detail: string,
    more: { headers?: Readonly<Record<string, string>>; errors?: ApiProblem['errors'] } = {},
  ): ProblemAnswer => ({
    body: problemBody(kind, detail, { instance, ...(more.errors !== undefined && { errors: more.errors }) }),
    headers: more.headers ?? {},
  });

  if (error instanceof HttpProblem) {
    return answer(error.kind, error.message, {
      headers: error.headers,
      ...(error.errors !== undefined && { errors: error.errors }),
    });
  }
  if (error instanceof InvalidInputError) {
    const { issues, message } = error;
    return answer('invalid-request', message, issues.length === 0 ? {} : { errors: [...issues] });
  }
  if (error instanceof NotFoundError) return answer('not-found', error.message);
  if (error instanceof ConflictError) return answer('conflict', error.message);
  if (error instanceof UnavailableError) {
    const seconds = error.retryAfterMs === undefined ? RETRY_AFTER_S : Math.ceil(error.retryAfterMs / 1000);
    return answer('unavailable', error.message, { headers: { 'retry-after': String(Math.max(1, seconds)) } });
  }
  if (isRequestError(error)) {
    const errors = validationErrors(error);
    if (errors !== undefined) {
      return answer('invalid-request', errors.map((e) => `${e.field}: ${e.message}`).join('; '), { errors });
    }
    if (error.code === 'FST_ERR_HANDLER_TIMEOUT') {
      return answer('unavailable', 'The answer took too long: ask for less, or try again later', {
        headers: { 'retry-after': String(RETRY_AFTER_S) },
      });
    }
    // What may not be had and what is not there look the same.
    if (error.statusCode === 403) return answer('not-found', `There is nothing at ${instance}`);
    if (error.statusCode < 500) {
      return answer(KIND_BY_STATUS.get(error.statusCode) ?? 'invalid-request', error.message);
    }
  }
  return answer('internal-error', `The fault is in the server's log under request id ${request.id}`);
}

/** The first problem of each status is the one that stands for the framework's own errors. */
const KIND_BY_STATUS: ReadonlyMap<number, ProblemKind> = new Map(
  (Object.keys(PROBLEMS) as ProblemKind[]).reverse().map((kind) => [PROBLEMS[kind].status, kind]),
);

/** An error of Fastify or one of its plugins that says what status it should have. */
type RequestError = Pick<FastifyError, 'message' | 'validation'> & {
  readonly statusCode: number;
  readonly code?: string;
};

function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}

/** One entry for each field at fault, where the error is a failed validation of the request. */
function validationErrors(error: RequestError): ApiProblem['errors'] {
  return error.validation?.flatMap(({ instancePath, message, params }) => {
    const field = instancePath.replace(/^\//, '').replaceAll('/', '.');
    const text = message ?? 'is not valid';
    const keys = params.keys;
    if (!Array.isArray(keys)) return [{ field, message: text }];
    return keys.map((key) => ({ field: String(key), message: 'there is no such field' }));
  });
}
