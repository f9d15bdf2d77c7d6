/**
 * What a flow wants of the readings that come. A list that is empty lets all pass.
 *
 * @typedef {object} ReadingFilter
 * @property {readonly string[]} points
 * @property {readonly string[]} devices
 * @property {readonly number[]} flags
 * @property {boolean} completed whether readings pass that were told before, with another flag
 */

/**
 * @param {ReadingFilter} filter
 * @param {import('./live-readings.js').Reading} reading
 * @returns {boolean}
 */
export function passes({ points, devices, flags, completed }, reading) {
  const { point, device, flag } = reading;
  return (
    (points.length === 0 || points.includes(point)) &&
    (devices.length === 0 || devices.includes(device)) &&
    (flags.length === 0 || flags.includes(flag)) &&
    (completed || reading.completed !== true)
  );
}

/**
 * The topic of a message about one reading: `plant/point/device/parameter`.
 *
 * @param {import('./live-readings.js').Reading} reading
 */
export function topicOf({ plant, point, device, parameter }) {
  return `${plant}/${point}/${device}/${parameter}`;
}

/**
 * A list as people type it into a field: split at commas and white space.
 *
 * @param {unknown} text
 * @returns {string[]}
 */
export function listOf(text) {
  return typeof text === 'string' ? text.split(/[\s,]+/).filter((item) => item !== '') : [];
}
