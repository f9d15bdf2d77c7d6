import {
  conversionFrom,
  type ParameterId,
  parameterOf,
  type Reject,
  type RejectRepair,
  type RepairedReading,
  unitsOf,
} from '@banyu/contracts';

/** What comes of a reject by a repair; with any problem it is not all that was sent. */
export interface Repaired {
  readonly readings: readonly RepairedReading[];
  /** In words, for the person who repairs. */
  readonly problems: readonly string[];
}

/** A sample as far as it could be read: names as they were sent. */
interface SentSample {
  readonly t: unknown;
  readonly values: readonly (readonly [name: string, value: unknown])[];
}

/** The readings that a repair makes of what was kept of a reject. Pure: what was sent decides. */
export function repairedReadings(reject: Reject, repair: RejectRepair): Repaired {
  const sent = samplesOf(reject);
  if (typeof sent === 'string') return { readings: [], problems: [sent] };
  const readings: RepairedReading[] = [];
  const problems = new Set<string>();
  if (repair.t !== undefined && sent.length > 1)
    problems.add(`one time cannot hold for ${sent.length} samples: give shiftMs instead of t`);
  for (const sample of sent) {
    const t = timeOf(sample.t, repair);
    if (typeof t === 'string') {
      problems.add(t);
      continue;
    }
    for (const [name, given] of sample.values) {
      if (repair.leaveOut.includes(name)) continue;
      const reading = readingOf(name, given, t, repair);
      if (typeof reading === 'string') problems.add(reading);
      else readings.push(reading);
    }
  }
  for (const { parameter, t } of doubles(readings))
    problems.add(`${parameter} would have two values at ${new Date(t).toISOString()}: leave one name out`);
  if (readings.length === 0 && problems.size === 0) problems.add('nothing is left to store');
  return { readings, problems: [...problems] };
}

/** What was sent, or why it cannot be read. */
function samplesOf({ scope, reason, parameter, t, payload }: Reject): readonly SentSample[] | string {
  if (scope === 'value') {
    if (parameter === null) return 'its name was not kept: it cannot be repaired';
    return [{ t, values: [[parameter, valueIn(payload)]] }];
  }
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return reason === 'not-json'
      ? 'what was sent is no JSON: the device has to send it again, rightly'
      : 'only the beginning of what was sent was kept: the device has to send it again';
  }
  const list = scope === 'message' && isRecord(value) && Array.isArray(value.samples) ? value.samples : value;
  const samples = (Array.isArray(list) ? list : [list]).map(sampleIn);
  const complete = samples.filter((sample) => sample !== undefined);
  return complete.length === samples.length && samples.length > 0
    ? complete
    : 'it holds no sample: expected an object with "t" and values, or a list of them in "samples"';
}

function sampleIn(value: unknown): SentSample | undefined {
  if (!isRecord(value)) return undefined;
  const { t, ...values } = value;
  return { t, values: Object.entries(values) };
}

/** A value as it was kept: JSON, but for numbers that JSON cannot write. */
function valueIn(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

function timeOf(sent: unknown, { t, timeIn, shiftMs }: RejectRepair): number | string {
  const given = t ?? (typeof sent === 'number' ? sent * (timeIn === 's' ? 1_000 : 1) : isoTime(sent));
  const shifted = given === undefined ? undefined : Math.round(given + shiftMs);
  if (shifted !== undefined && Number.isSafeInteger(shifted) && shifted >= 0) return shifted;
  return `the time ${JSON.stringify(sent) ?? 'that is missing'} cannot be read: give t`;
}

function isoTime(sent: unknown): number | undefined {
  if (typeof sent !== 'string') return undefined;
  try {
    return Temporal.Instant.from(sent).epochMilliseconds;
  } catch {
    return undefined;
  }
}

function readingOf(name: string, given: unknown, t: number, repair: RejectRepair): RepairedReading | string {
  const parameter = own(repair.parameters, name) ?? parameterOf(name)?.id;
  if (parameter === undefined)
    return `"${name}" is no parameter of the contract: say which it is, or leave it out`;
  if (given === null) return { parameter, t, value: null };
  const number = typeof given === 'number' ? given : numberIn(given, repair.decimalComma);
  if (number === undefined || !Number.isFinite(number))
    return `"${name}" is ${JSON.stringify(given)?.slice(0, 64)}, which is no number: leave it out`;
  const unit = own(repair.units, name);
  const converted = unit === undefined ? number : conversionOf(unit, parameter, number);
  if (typeof converted === 'string') return converted;
  const value = converted * (own(repair.factors, name) ?? 1);
  return Number.isFinite(value) ? { parameter, t, value } : `"${name}" becomes too large a number`;
}

function conversionOf(unit: string, parameter: ParameterId, value: number): number | string {
  const conversion = conversionFrom(unit, parameter);
  return (
    conversion?.value(value) ??
    `"${unit}" is no unit of ${parameter}: expected one of ${unitsOf(parameter).join(', ')}`
  );
}

/** A number written as text. */
function numberIn(given: unknown, decimalComma: boolean): number | undefined {
  if (typeof given !== 'string') return undefined;
  const text = decimalComma ? given.trim().replace(',', '.') : given.trim();
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function doubles(readings: readonly RepairedReading[]): readonly RepairedReading[] {
  const known = new Set<string>();
  return readings.filter(({ parameter, t }) => {
    const place = `${parameter}/${t}`;
    const isKnown = known.has(place);
    known.add(place);
    return isKnown;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
