/** Banyu's HTTP API, asked from one address with one way of logging in. */

const ANSWER_WITHIN_MS = 60_000;

/** Bytes of one answer; the server's largest has a few megabytes. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** The server said no, or could not be asked; `status` is 0 without an answer. */
export class ApiError extends Error {
  /** @override */
  name = 'ApiError';

  /**
   * @param {string} message
   * @param {{ status: number; retryAfterMs?: number; cause?: unknown }} facts
   */
  constructor(message, { status, retryAfterMs, cause }) {
    super(message, { cause });
    /** @readonly */
    this.status = status;
    /** @readonly */
    this.retryAfterMs = retryAfterMs;
  }
}

/** @typedef {Readonly<Record<string, string | number | readonly string[] | undefined>>} Query */

export class BanyuApi {
  /** @type {URL} */
  #base;
  /** @type {Readonly<Record<string, string>>} */
  #headers;

  /**
   * Throws TypeError when the address is none that can be asked.
   *
   * @param {object} options
   * @param {string} options.url e.g. `http://127.0.0.1:8080`; a path before `/api` is kept
   * @param {string} [options.username] for a proxy that asks for one; with `password`
   * @param {string} [options.password]
   * @param {string} [options.token] sent as bearer token; goes before the user name
   */
  constructor({ url, username, password, token }) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new TypeError(`the server's address must be like http://127.0.0.1:8080, it is "${url}"`);
    }
    this.#base = new URL(url.endsWith('/') ? url : `${url}/`);
    if (this.#base.username !== '' || this.#base.password !== '') {
      throw new TypeError(
        'the server’s address must not carry a password: enter user name and password below it',
      );
    }
    this.#headers = authorization({ username, password, token });
  }

  /** Where it asks; without secrets. */
  get address() {
    return this.#base.href;
  }

  /**
   * The JSON at a path such as `api/v1/plants`. Throws ApiError.
   *
   * @param {string} path
   * @param {Query} [query] entries that are undefined or empty are left out
   * @param {AbortSignal} [signal]
   * @returns {Promise<unknown>}
   */
  async get(path, query = {}, signal) {
    const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await this.open(path, {
      query,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      headers: { accept: 'application/json' },
    });
    let text = '';
    let bytes = 0;
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > MAX_ANSWER_BYTES) {
        throw new ApiError(`the answer has more than ${MAX_ANSWER_BYTES} bytes: ask for a shorter range`, {
          status: response.status,
        });
      }
      text += decoder.decode(chunk, { stream: true });
    }
    try {
      return JSON.parse(text + decoder.decode());
    } catch (cause) {
      throw new ApiError(`${this.#base.origin} did not answer with JSON: is it Banyu?`, {
        status: response.status,
        cause,
      });
    }
  }

  /**
   * Opens an answer whose body the caller reads. Throws ApiError unless it is one with status 200.
   *
   * @param {string} path
   * @param {{ query: Query; signal: AbortSignal; headers: Readonly<Record<string, string>> }} options
   * @returns {Promise<Response>}
   */
  async open(path, { query, signal, headers }) {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(query)) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== undefined && one !== '') url.searchParams.append(name, String(one));
      }
    }
    /** @type {Response} */
    let response;
    try {
      // A redirect could carry the log-in elsewhere.
      response = await fetch(url, { signal, redirect: 'error', headers: { ...this.#headers, ...headers } });
    } catch (cause) {
      throw new ApiError(`cannot reach ${this.#base.origin}: ${reasonOf(cause)}`, { status: 0, cause });
    }
    if (response.status === 200) return response;
    throw await refusal(response);
  }
}

/**
 * @param {{ username?: string | undefined; password?: string | undefined; token?: string | undefined }} access
 * @returns {Record<string, string>}
 */
function authorization({ username, password, token }) {
  if (token !== undefined && token !== '') return { authorization: `Bearer ${token}` };
  if (username === undefined || username === '') return {};
  const pair = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

/**
 * @param {Response} response
 * @returns {Promise<ApiError>}
 */
async function refusal(response) {
  const type = response.headers.get('content-type') ?? '';
  const text = await response.text().catch(() => '');
  const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN);
  const detail = type.startsWith('application/problem+json') ? detailOf(text) : undefined;
  return new ApiError(`${response.status}: ${detail ?? response.statusText}`, {
    status: response.status,
    ...(retryAfterS >= 0 && { retryAfterMs: retryAfterS * 1000 }),
  });
}

/**
 * What a problem (RFC 9457) says about itself.
 *
 * @param {string} text
 * @returns {string | undefined}
 */
function detailOf(text) {
  try {
    const { title, detail } = JSON.parse(text);
    return detail === undefined ? title : `${title}: ${detail}`;
  } catch {
    return undefined;
  }
}

/**
 * What fetch means by "fetch failed".
 *
 * @param {unknown} error
 * @returns {string}
 */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
