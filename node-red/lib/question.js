/**
 * What is asked of the past: a node's settings, and over them what a message says in `msg.query`.
 *
 * @typedef {object} Question
 * @property {'latest' | 'readings' | 'series' | 'limits'} ask
 * @property {string} plant
 * @property {string} [point]
 * @property {string} [device]
 * @property {string} [parameter]
 * @property {string} [span] `24h`, `7d`, `30m`: so long before now; or `today`, `yesterday` by the plant's clock
 * @property {string | number} [from] instead of a span: Unix ms or ISO 8601, as the API takes them
 * @property {string | number} [to]
 * @property {string} [bucket] of a series: `raw`, or `auto`, `5m`, `1h`, `1d` … for figures per time bucket
 * @property {string} [values] of a series: `raw` as they were received, or `corrected`
 * @property {number} [points] the most points or automatic buckets a series
 * @property {number} [limit] the most readings
 */

const ASKS = ['latest', 'readings', 'series', 'limits'];
const TEXTS = /** @type {const} */ (['plant', 'point', 'device', 'parameter', 'span', 'bucket', 'values']);
const MOST_READINGS = 10_000;
const UNITS_MS = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * Throws TypeError, saying what to change, when it cannot be asked.
 *
 * @param {Readonly<Record<string, unknown>>} settings
 * @param {unknown} asked `msg.query`
 * @returns {Question}
 */
export function questionFrom(settings, asked) {
  if (asked !== undefined && (typeof asked !== 'object' || asked === null || Array.isArray(asked))) {
    throw new TypeError('msg.query must be an object such as { plant: "ipal-banyurip", span: "24h" }');
  }
  /** @type {Record<string, unknown>} */
  const question = { ...settings, ...asked };
  // A range in the message stands for the span of the settings.
  if (asked !== undefined && ('from' in asked || 'to' in asked) && !('span' in asked)) delete question.span;
  if (!ASKS.includes(String(question.ask))) {
    throw new TypeError(
      `what to ask must be one of ${ASKS.join(', ')}, it is ${JSON.stringify(question.ask)}`,
    );
  }
  for (const name of TEXTS) {
    if (question[name] === undefined || question[name] === '') delete question[name];
    else if (typeof question[name] !== 'string') throw new TypeError(`${name} must be a text`);
  }
  for (const name of ['from', 'to']) {
    const value = question[name];
    if (value === undefined || value === '') delete question[name];
    else if (value instanceof Date) question[name] = value.getTime();
    else if (typeof value !== 'string' && typeof value !== 'number') {
      throw new TypeError(`${name} must be Unix time in ms or ISO 8601, e.g. 2026-11-24`);
    }
  }
  for (const name of ['points', 'limit']) {
    if (question[name] === undefined || question[name] === '') {
      delete question[name];
      continue;
    }
    question[name] = Number(question[name]);
    if (!Number.isInteger(question[name]) || Number(question[name]) < 1) {
      throw new TypeError(`${name} must be a whole number above 0`);
    }
  }
  if (Number(question.limit ?? 1) > MOST_READINGS) {
    throw new TypeError(
      `at most ${MOST_READINGS} readings are given at once: ask for a series, or a shorter range`,
    );
  }
  if (question.plant === undefined) throw new TypeError('enter a plant, or give one in msg.query.plant');
  if (question.ask === 'series' && question.parameter === undefined) {
    throw new TypeError('a series is of one parameter: enter it, or give one in msg.query.parameter');
  }
  return /** @type {Question} */ (/** @type {unknown} */ (question));
}

/**
 * The begin and end of a span, as the API takes them; days are the plant's. Throws TypeError.
 *
 * @param {string} span
 * @param {() => Promise<string>} timeZone the plant's, asked for only where it matters
 * @param {number} now Unix ms
 * @returns {Promise<{ from: string | number; to: string | number }>}
 */
export async function rangeOf(span, timeZone, now) {
  if (span === 'today' || span === 'yesterday') {
    const today = dateIn(await timeZone(), now);
    return span === 'today' ? { from: today, to: now } : { from: dayBefore(today), to: today };
  }
  const [, digits, unit = ''] = /^(\d{1,6})([mhd])$/.exec(span) ?? [];
  const unitMs = UNITS_MS.get(unit);
  if (unitMs === undefined || Number(digits) === 0) {
    throw new TypeError(`the time span must be like 30m, 24h, 7d, today or yesterday, it is "${span}"`);
  }
  return { from: Math.max(0, now - Number(digits) * unitMs), to: now };
}

/**
 * The calendar date of an instant at a place, `2026-11-24`.
 *
 * @param {string} timeZone
 * @param {number} instant
 */
function dateIn(timeZone, instant) {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(instant);
}

/** @param {string} date */
function dayBefore(date) {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
