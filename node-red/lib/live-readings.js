import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from './banyu-api.js';
import { SseParser } from './sse-parser.js';

/** The server says something every 15 s; silence for so long means that the connection is gone, ms. */
const SILENCE_MS = 45_000;

/** Waiting time after failures, ms: doubled each time up to the most, each with chance so that many do not come at once. */
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 15_000;

/**
 * @typedef {object} Reading as the API gives it
 * @property {string} plant
 * @property {string} point
 * @property {string} device
 * @property {string} parameter
 * @property {number} t Unix time, ms UTC
 * @property {number | null} value in the parameter's canonical unit
 * @property {1 | 2 | 3 | 4 | 9} flag QARTOD: 1 pass, 2 not evaluated, 3 suspect, 4 fail, 9 missing
 * @property {readonly string[]} tests
 * @property {number} receivedAt Unix time, ms UTC
 * @property {true} [completed] told before: what is new is the flag, which readings that came later completed
 */

/**
 * @typedef {object} Gap readings that the live feed did not bring; they are in the store
 * @property {'restarted' | 'too-old' | 'thinned'} reason the server was started anew; it was away for too long; there
 *   were too many at once
 * @property {number} from when the last readings came before it, Unix ms
 * @property {number} to when they came again, Unix ms
 */

/**
 * @typedef {object} Listener
 * @property {() => void} connected
 * @property {(readings: readonly Reading[]) => void} readings
 * @property {(gap: Gap) => void} gap
 * @property {(place: import('./bookmark.js').Place) => void} reached told after what came up to there was handed on
 * @property {(error: Error, retryMs: number) => void} away told at each failed attempt, and when the stream ended
 */

/**
 * Follows the live feed until the signal aborts: goes on where it stopped after a cut, and says so when it could not.
 * Never throws.
 *
 * @param {object} options
 * @param {import('./banyu-api.js').BanyuApi} options.api
 * @param {readonly string[]} options.plants none means all
 * @param {readonly string[]} options.parameters none means all
 * @param {import('./bookmark.js').Place} [options.from] where an earlier reader stopped; without it, what comes from now on
 * @param {AbortSignal} options.signal
 * @param {Listener} options.listener
 */
export async function followReadings({ api, plants, parameters, from, signal, listener }) {
  /** @type {{ lastEventId: string | undefined; lastAt: number; failures: number; retryMs: number }} */
  const state = {
    ...{ lastEventId: from?.lastEventId, lastAt: from?.at ?? Date.now() },
    ...{ failures: 0, retryMs: FIRST_RETRY_MS },
  };
  while (!signal.aborted) {
    /** @type {Error} */
    let reason;
    try {
      await readStream({ api, plants, parameters, signal, listener }, state);
      reason = new Error('the server ended the stream');
    } catch (error) {
      reason = error instanceof Error ? error : new Error(String(error));
    }
    if (signal.aborted) return;
    const asked = reason instanceof ApiError ? (reason.retryAfterMs ?? 0) : 0;
    const backOffMs = Math.min(MOST_RETRY_MS, state.retryMs * 2 ** state.failures);
    const retryMs = Math.max(asked, backOffMs * (0.5 + Math.random() / 2));
    state.failures += 1;
    listener.away(reason, retryMs);
    await sleep(retryMs, undefined, { signal }).catch(() => {});
  }
}

/**
 * One connection, until it ends.
 *
 * @param {Parameters<typeof followReadings>[0]} options
 * @param {{ lastEventId: string | undefined; lastAt: number; failures: number; retryMs: number }} state
 */
async function readStream({ api, plants, parameters, signal, listener }, state) {
  const silence = new AbortController();
  const timer = setTimeout(
    () => silence.abort(new Error(`nothing came for ${SILENCE_MS / 1000} s`)),
    SILENCE_MS,
  );
  try {
    const response = await api.open('api/v1/stream', {
      query: { plant: plants, parameter: parameters },
      signal: AbortSignal.any([signal, silence.signal]),
      headers: {
        accept: 'text/event-stream',
        ...(state.lastEventId !== undefined && { 'last-event-id': state.lastEventId }),
      },
    });
    listener.connected();
    const parser = new SseParser(state.lastEventId);
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      const events = parser.push(decoder.decode(chunk, { stream: true }));
      for (const { event, data } of events) take(event, data, state, listener);
      // After they were handed on, so that a cut in between brings them again rather than never.
      state.lastEventId = parser.lastEventId;
      state.failures = 0;
      state.retryMs = parser.retryMs ?? state.retryMs;
      state.lastAt = Date.now();
      const { lastEventId, lastAt: at } = state;
      if (lastEventId !== undefined) listener.reached({ lastEventId, at });
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} event
 * @param {string} data
 * @param {{ lastAt: number }} state
 * @param {Listener} listener
 */
function take(event, data, { lastAt }, listener) {
  if (event === 'readings') {
    const { readings, thinned } = JSON.parse(data);
    if (thinned === true) listener.gap({ reason: 'thinned', from: lastAt, to: Date.now() });
    listener.readings(readings);
  } else if (event === 'reset') {
    listener.gap({ reason: JSON.parse(data).reason, from: lastAt, to: Date.now() });
  }
}
