import { rangeOf } from './question.js';

const PAGE = 1_000;

/**
 * Asks the server: the newest readings or a range of them as a list of readings, newest first; series as a list of
 * series; the limits of the plant's effluent standard as the API says them. Throws TypeError or ApiError.
 *
 * @param {import('./banyu-api.js').BanyuApi} api
 * @param {import('./question.js').Question} question
 * @param {{ now: number; signal: AbortSignal }} options
 * @returns {Promise<unknown>}
 */
export async function answerTo(api, question, { now, signal }) {
  const plant = `api/v1/plants/${encodeURIComponent(question.plant)}`;
  const { point, device, parameter } = question;
  if (question.ask === 'latest') {
    const { readings } = /** @type {Readings} */ (await api.get(`${plant}/latest`, {}, signal));
    return readings.filter(
      (reading) =>
        (point === undefined || reading.point === point) &&
        (device === undefined || reading.device === device) &&
        (parameter === undefined || reading.parameter === parameter),
    );
  }
  if (question.ask === 'limits') return api.get(`${plant}/limits`, {}, signal);
  const timeZone = async () => {
    const answer = /** @type {{ timeZone: string }} */ (await api.get(plant, {}, signal));
    return answer.timeZone;
  };
  const range =
    question.span === undefined
      ? { from: question.from, to: question.to }
      : await rangeOf(question.span, timeZone, now);
  const asked = { point, device, parameter, ...range };
  if (question.ask === 'series') {
    const { bucket = 'auto', values, points } = question;
    const mode = bucket === 'raw' ? { mode: 'raw' } : { mode: 'aggregated', bucket };
    const answer = await api.get(`${plant}/series`, { ...asked, ...mode, values, points }, signal);
    return /** @type {{ series: unknown[] }} */ (answer).series;
  }
  return pagesOf(api, `${plant}/readings`, asked, { most: question.limit ?? PAGE, signal });
}

/** @typedef {{ readings: import('./live-readings.js').Reading[]; next?: string | null }} Readings */

/**
 * @param {import('./banyu-api.js').BanyuApi} api
 * @param {string} path
 * @param {import('./banyu-api.js').Query} asked
 * @param {{ most: number; signal: AbortSignal }} options
 */
async function pagesOf(api, path, asked, { most, signal }) {
  /** @type {import('./live-readings.js').Reading[]} */
  const readings = [];
  /** @type {string | undefined} */
  let cursor;
  do {
    const limit = Math.min(PAGE, most - readings.length);
    const query = { ...asked, limit, cursor };
    const page = /** @type {Readings} */ (await api.get(path, query, signal));
    readings.push(...page.readings);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && readings.length < most);
  return readings;
}
