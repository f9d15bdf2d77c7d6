/**
 * Samples for the device contract, from what a flow has in `msg.payload`.
 *
 * @typedef {Readonly<Record<string, number | null>> & { readonly t: number }} Sample `t` is Unix ms UTC; every other key
 *   a parameter in its canonical unit, null where the sensor gave no value
 */

/** The contract's bounds of one message, and somewhat less of what we put into one. */
export const MESSAGE_LIMITS = { bytes: 65_536, samples: 200, wantedBytes: 32_768, values: 64 };

/** Samples that one message of a flow may bring. */
const MOST_SAMPLES = 10_000;

const PARAMETER = /^[a-z][a-z0-9_]{0,47}$/;

/** Times before this one are taken for seconds, or for a clock that was never set: 2001-09-09, Unix ms. */
const EARLIEST_T = 1_000_000_000_000;

/**
 * Reads a payload: an object of values, a list of such objects, or, where the node names a parameter, a bare number or
 * null. A sample without `t` is of now. What cannot be sent is left out, each with a sentence in `faults`; it costs
 * nothing but itself.
 *
 * @param {unknown} payload
 * @param {{ now: number; parameter?: string | undefined }} options
 * @returns {{ samples: Sample[]; faults: string[] }}
 */
export function samplesFrom(payload, { now, parameter }) {
  /** @type {string[]} */
  const faults = [];
  const list = Array.isArray(payload) ? payload : [payload];
  if (list.length > MOST_SAMPLES) {
    return {
      samples: [],
      faults: [`at most ${MOST_SAMPLES} samples may come at once, these are ${list.length}`],
    };
  }
  /** @type {Sample[]} */
  const samples = [];
  for (const item of list) {
    const sample = sampleFrom(item, { now, parameter, faults });
    if (sample !== undefined) samples.push(sample);
  }
  if (list.length === 0) faults.push('the list of samples is empty');
  return { samples, faults };
}

/**
 * @param {unknown} item
 * @param {{ now: number; parameter: string | undefined; faults: string[] }} options
 * @returns {Sample | undefined}
 */
function sampleFrom(item, { now, parameter, faults }) {
  if (parameter !== undefined && (item === null || typeof item !== 'object')) {
    return sampleFrom({ [parameter]: item }, { now, parameter: undefined, faults });
  }
  if (item === null || typeof item !== 'object' || Array.isArray(item)) {
    faults.push(
      `msg.payload must be an object such as { "ph": 7.1, "cod": 81.3 } or a list of them, not ${shown(item)}; ` +
        'for a bare number enter the parameter in the node',
    );
    return undefined;
  }
  const { t: time = now, ...values } = /** @type {Record<string, unknown>} */ (item);
  const t = time instanceof Date ? time.getTime() : time;
  if (typeof t !== 'number' || !Number.isSafeInteger(t) || t < EARLIEST_T) {
    faults.push(`t must be Unix time in ms such as ${now}, not ${shown(time)}`);
    return undefined;
  }
  const kept = Object.entries(values).filter(([name, value]) => {
    const fault = faultOf(name, value);
    if (fault !== undefined) faults.push(fault);
    return fault === undefined;
  });
  if (kept.length === 0) {
    if (Object.keys(values).length === 0) faults.push('a sample has no value: add parameters beside t');
    return undefined;
  }
  if (kept.length > MESSAGE_LIMITS.values) {
    faults.push(`a sample has at most ${MESSAGE_LIMITS.values} values, this one has ${kept.length}`);
    return undefined;
  }
  return /** @type {Sample} */ ({ t, ...Object.fromEntries(kept) });
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {string | undefined}
 */
function faultOf(name, value) {
  if (!PARAMETER.test(name)) return `${shown(name)} is no parameter's name: they are like ph, cod, nh3n`;
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return undefined;
  return `${name} must be a number in its canonical unit, or null where the sensor gave none, not ${shown(value)}`;
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function shown(value) {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/**
 * Samples in parts that each fit into one message, in order; as JSON, without the brackets of the list.
 *
 * @param {readonly Sample[]} samples
 * @returns {{ json: string; samples: number }[]}
 */
export function partsOf(samples) {
  /** @type {{ json: string; samples: number }[]} */
  const parts = [];
  for (const sample of samples) {
    const json = JSON.stringify(sample);
    const last = parts.at(-1);
    // Names and numbers are ASCII: a character is a byte.
    if (
      last !== undefined &&
      last.samples < MESSAGE_LIMITS.samples &&
      last.json.length + json.length < MESSAGE_LIMITS.wantedBytes
    ) {
      last.json += `,${json}`;
      last.samples += 1;
    } else parts.push({ json, samples: 1 });
  }
  return parts;
}
