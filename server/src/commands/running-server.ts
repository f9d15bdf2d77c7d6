import {
  ApiProblem,
  ConfigurationError,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  UnavailableError,
} from '@banyu/contracts';
import type { z } from 'zod';
import type { Config } from '../config.ts';

const ANSWER_WITHIN_MS = 30_000;

/** Where the server of this configuration answers. Throws ConfigurationError when its port is not known. */
export function serverUrl({ http: { host, port } }: Config): string {
  if (port === 0) {
    throw new ConfigurationError(
      'http.port is 0: the server took a free port that nobody else knows. Set http.port (BANYU_HTTP_PORT) to it.',
    );
  }
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export interface Request {
  readonly path: string;
  /** Sent by POST, as JSON; without it the request is a GET. */
  readonly body?: object;
  readonly withinMs?: number;
}

/** Asks the running server; a refusal is thrown as the error that it stands for. */
export async function callServer(config: Config, request: Request): Promise<Response> {
  const { path, body, withinMs = ANSWER_WITHIN_MS } = request;
  const url = serverUrl(config);
  const response = await fetch(`${url}${path}`, {
    signal: AbortSignal.timeout(withinMs),
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }).catch((cause: unknown) => {
    throw new UnavailableError(`No banyu answers at ${url}. Start it ("banyu start"), or see http.port.`, {
      cause,
    });
  });
  if (!response.ok) throw await refusalIn(response, url);
  return response;
}

/** Asks the running server and reads its answer. */
export async function askServer<Schema extends z.ZodType>(
  config: Config,
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  return schema.parse(await (await callServer(config, request)).json());
}

async function refusalIn(response: Response, url: string): Promise<Error> {
  const problem = ApiProblem.safeParse(await response.json().catch(() => undefined));
  const detail = problem.data?.detail ?? `${url} answers ${response.status}: is it a banyu?`;
  switch (response.status) {
    case 400:
    case 413:
      return new InvalidInputError(detail);
    case 404:
      return new NotFoundError(detail);
    case 409:
      return new ConflictError(detail);
    default:
      return new UnavailableError(detail);
  }
}
