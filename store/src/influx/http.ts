import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { ConfigurationError, UnavailableError } from '@banyu/contracts';
import { type Dispatcher, Pool } from 'undici';
import { type SeriesChunk, seriesOf } from './answer.ts';
import type { InfluxOptions } from './options.ts';
import { refusalIn } from './server-refusal.ts';

/*
 * Why undici and not the package `influx`: of a 5xx that one passes on neither text nor headers (Retry-After), it
 * sends again and sets hosts aside on its own, holds whole answers in memory, does not compress, and takes an object
 * for each point, which we do not have.
 */

/** What InfluxDB said to a write. */
export type WriteAnswer =
  | { readonly status: 'written' }
  /** Some line is at fault; `dropped` says how many, where InfluxDB counted. Others may be written. */
  | { readonly status: 'faulty'; readonly reason: string; readonly dropped: number | undefined }
  | { readonly status: 'too-large'; readonly reason: string }
  /** Nothing is wrong with the lines. They may be written or not. */
  | WriteLater;

export interface WriteLater {
  readonly status: 'later';
  readonly reason: string;
  readonly retryAfterMs?: number | undefined;
}

/** A query that was not answered. `httpStatus` is undefined when there was no HTTP answer. */
export class QueryError extends UnavailableError {
  readonly httpStatus: number | undefined;

  constructor(
    message: string,
    options: { httpStatus?: number | undefined; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    const { httpStatus, retryAfterMs, cause } = options;
    super(message, { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    this.httpStatus = httpStatus;
  }
}

const DEFAULT_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS = 4;
/** Rows in one piece of an answer: what a query holds in memory at a time. */
const CHUNK_ROWS = 5_000;
/** Statements sent at once; more go one request after the other. */
const STATEMENTS_PER_REQUEST = 200;
/** Below this many characters compressing costs more than it saves. */
const COMPRESS_FROM = 1_400;

const compress = promisify(gzip);

/** Writes to and queries of one database over HTTP. No error says a credential. */
export class InfluxHttp {
  readonly origin: string;
  readonly #pool: Pool;
  readonly #timeoutMs: number;
  readonly #compress: boolean;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #writePath: string;
  readonly #queryPath: string;

  /** Throws ConfigurationError for options that cannot work. */
  constructor(options: InfluxOptions) {
    const url = parseUrl(options.url);
    const basePath = url.pathname.replace(/\/+$/, '');
    const write = new URLSearchParams({ db: options.database, precision: 'ms' });
    if (options.retentionPolicy !== undefined) write.set('rp', options.retentionPolicy);
    this.origin = url.origin;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#compress = options.compress ?? !/^(localhost|127\..*|\[::1\])$/.test(url.hostname);
    this.#headers = authorization(options);
    this.#writePath = `${basePath}/write?${write}`;
    this.#queryPath = `${basePath}/query?${new URLSearchParams({
      db: options.database,
      epoch: 'ms',
      chunked: 'true',
      chunk_size: String(CHUNK_ROWS),
    })}`;
    this.#pool = new Pool(url.origin, {
      connections: CONNECTIONS,
      headersTimeout: this.#timeoutMs,
      bodyTimeout: this.#timeoutMs,
      connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, this.#timeoutMs) },
    });
  }

  /** Lines of line protocol with times in ms. Never throws. */
  async write(lines: string): Promise<WriteAnswer> {
    try {
      const zipped = this.#compress && lines.length >= COMPRESS_FROM;
      const response = await this.#pool.request({
        method: 'POST',
        path: this.#writePath,
        headers: {
          ...this.#headers,
          'content-type': 'text/plain; charset=utf-8',
          ...(zipped ? { 'content-encoding': 'gzip' } : {}),
        },
        body: zipped ? await compress(lines, { level: constants.Z_BEST_SPEED }) : lines,
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      const body = await response.body.text();
      return writeAnswer(response, body);
    } catch (cause) {
      return { status: 'later', reason: this.#silence(cause) };
    }
  }

  /**
   * The answers to statements of InfluxQL, statement by statement, as they come in: bounded in memory and free of the
   * server's `max-row-limit`, which holds for unchunked answers only. Throws QueryError.
   */
  async *query(statements: readonly string[]): AsyncGenerator<SeriesChunk> {
    for (let begin = 0; begin < statements.length; begin += STATEMENTS_PER_REQUEST) {
      const some = statements.slice(begin, begin + STATEMENTS_PER_REQUEST);
      for await (const chunk of this.#request(some)) yield { ...chunk, statement: begin + chunk.statement };
    }
  }

  async *#request(statements: readonly string[]): AsyncGenerator<SeriesChunk> {
    try {
      const response = await this.#pool.request({
        method: 'POST',
        path: this.#queryPath,
        headers: { ...this.#headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ q: statements.join(';') }).toString(),
      });
      if (response.statusCode !== 200) {
        const { reason, httpStatus, retryAfterMs } = refusalIn(response, await response.body.text());
        throw new QueryError(`InfluxDB refused a query: ${reason}`, { httpStatus, retryAfterMs });
      }
      yield* seriesOf(response.body.setEncoding('utf8'));
    } catch (cause) {
      if (cause instanceof QueryError) throw cause;
      if (cause instanceof UnavailableError) {
        const message = `InfluxDB answered a query with an error: ${cause.message}`;
        throw new QueryError(message, { httpStatus: 200, cause });
      }
      throw new QueryError(this.#silence(cause), { cause });
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  #silence(cause: unknown): string {
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      return `No answer from InfluxDB at ${this.origin} within ${this.#timeoutMs} ms`;
    }
    return `No answer from InfluxDB at ${this.origin}: ${describe(cause)}`;
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ConfigurationError('The URL of InfluxDB must be an http or https URL');
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigurationError(
      'The URL of InfluxDB must hold no credentials: give them as user name and password',
    );
  }
  return url;
}

function authorization(options: InfluxOptions): Record<string, string> {
  const { username, password = '', token } = options;
  if (token !== undefined && username !== undefined) {
    throw new ConfigurationError('InfluxDB takes either a user name or a token, not both');
  }
  if (token !== undefined) return { authorization: `Token ${token}` };
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

function writeAnswer(response: Dispatcher.ResponseData, body: string): WriteAnswer {
  const { statusCode } = response;
  if (statusCode >= 200 && statusCode < 300) return { status: 'written' };
  const { reason, error, retryAfterMs } = refusalIn(response, body);
  if (statusCode === 413) return { status: 'too-large', reason };
  // A 400 that does not speak InfluxDB's language is a proxy's, and no fault of the lines.
  if ((statusCode === 400 || statusCode === 422) && error !== undefined) {
    const dropped = /\bdropped=(\d+)/.exec(error)?.[1];
    return { status: 'faulty', reason, dropped: dropped === undefined ? undefined : Number(dropped) };
  }
  return { status: 'later', reason: `InfluxDB refused to write: ${reason}`, retryAfterMs };
}

/** What went wrong with a connection; Node hides it in the code or the cause when several addresses were tried. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? String(cause.code) : undefined;
  return cause.message === '' ? (code ?? cause.name) : cause.message;
}
