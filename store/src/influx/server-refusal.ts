import type { Dispatcher } from 'undici';

/** Characters of a server's error that are passed on. */
const REASON_LENGTH = 400;

/** What a server says when it does not do what it was asked. */
export interface ServerRefusal {
  readonly httpStatus: number;
  /** For people: the status and what was said. */
  readonly reason: string;
  /** What was said, if it was said the way InfluxDB does. */
  readonly error: string | undefined;
  readonly retryAfterMs: number | undefined;
}

export function refusalIn(response: Dispatcher.ResponseData, body: string): ServerRefusal {
  const error = errorIn(body);
  const said = (error ?? body).trim().slice(0, REASON_LENGTH);
  const httpStatus = response.statusCode;
  const reason = said === '' ? String(httpStatus) : `${httpStatus}, ${said}`;
  return { httpStatus, reason, error, retryAfterMs: retryAfterMs(response) };
}

/** The error in an answer's body, as InfluxDB 1 (`error`), 2 (`message`) and 3 (`error` and `data`) say it. */
function errorIn(body: string): string | undefined {
  try {
    const { error, message, data } = JSON.parse(body);
    const said = typeof error === 'string' ? error : message;
    const detail = Array.isArray(data) ? data[0]?.error_message : undefined;
    if (typeof said !== 'string') return undefined;
    return typeof detail === 'string' ? `${said}: ${detail}` : said;
  } catch {
    return undefined;
  }
}

/** RFC 9110, section 10.2.3: seconds, or a date (compared with the server's own clock). */
function retryAfterMs({ headers }: Dispatcher.ResponseData): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  const seconds = /^\d+$/.test(value)
    ? Number(value)
    : (Date.parse(value) - Date.parse(String(headers.date))) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1_000) : undefined;
}
