import { parameterOf, type RejectReason, TELEMETRY_LIMITS, TelemetryMessage } from '@banyu/contracts';
import type { ReadingColumns } from './columns.ts';
import type { DeviceSeries } from './device-series.ts';
import { type NewReject, showValue } from './rejects.ts';
import { wordIssues } from './word-issues.ts';

/** Where a message came from, and when. */
export interface Sender {
  readonly series: DeviceSeries;
  /** Unix ms: what "ahead" and "too old" are measured from, so that a replay judges the same. */
  readonly receivedAt: number;
}

/** Takes what is rejected; the rest of the message goes on. */
export type RejectSink = (reject: NewReject) => void;

export type Verdict =
  | { readonly ok: true; readonly message: TelemetryMessage }
  | { readonly ok: false; readonly reason: RejectReason; readonly detail: string };

const BOOT = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * The envelope of a telemetry message: the verdict of the schema TelemetryMessage by plain checks, which cost a
 * hundredth of it; a property test holds the two together. The schema itself only words the refusal.
 */
export function validateMessage(value: unknown): Verdict {
  if (isMessage(value)) return { ok: true, message: value };
  if (isRecord(value) && typeof value.v === 'number' && value.v !== 1) {
    return {
      ok: false,
      reason: 'unsupported-version',
      detail: `expected version 1 of the contract, this message says ${value.v}`,
    };
  }
  const issues = TelemetryMessage.safeParse(value).error?.issues ?? [];
  return { ok: false, reason: 'not-the-contract', detail: wordIssues(issues, 'message') };
}

/** Appends the readings of a message to the columns; each sample and value that is wrong is rejected alone. */
export function validateSamples(
  samples: readonly unknown[],
  sender: Sender,
  columns: ReadingColumns,
  reject: RejectSink,
): void {
  const { series, receivedAt } = sender;
  const latest = receivedAt + TELEMETRY_LIMITS.aheadMs;
  const earliest = receivedAt - series.record.horizonMs;
  for (const sample of samples) {
    if (!isSample(sample)) {
      rejectSample(sample, 'sample-not-the-contract', whyNoSample(sample), sender, reject);
      continue;
    }
    const t = sample.t + 0; // -0 becomes 0
    if (t > latest || t < earliest) {
      const reason = t > latest ? 'time-ahead' : 'time-before-horizon';
      rejectSample(sample, reason, whyNotThen(t, sender), sender, reject);
      continue;
    }
    for (const parameter in sample) {
      if (parameter === 't') continue;
      const value = sample[parameter];
      const slot = series.slot(parameter);
      if (slot === undefined) {
        rejectValue(parameter, value, t, sender, reject);
      } else if (typeof value === 'number' && Number.isFinite(value)) {
        columns.add(slot, t, value + 0, receivedAt);
      } else if (value === null) {
        columns.add(slot, t, Number.NaN, receivedAt);
      } else {
        rejectValue(parameter, value, t, sender, reject);
      }
    }
  }
}

interface Sample {
  readonly t: number;
  readonly [parameter: string]: unknown;
}

function isMessage(value: unknown): value is TelemetryMessage {
  return (
    isRecord(value) &&
    value.v === 1 &&
    typeof value.boot === 'string' &&
    BOOT.test(value.boot) &&
    isCount(value.seq) &&
    Array.isArray(value.samples) &&
    value.samples.length >= 1 &&
    value.samples.length <= TELEMETRY_LIMITS.samples
  );
}

/** The verdict of the schema TelemetrySample. */
function isSample(value: unknown): value is Sample {
  if (!isRecord(value) || !isCount(value.t)) return false;
  const values = countValues(value);
  return values >= 1 && values <= TELEMETRY_LIMITS.values;
}

/** Keys besides `t`. `__proto__` is not counted, as the schema drops it; as a value it is an unknown parameter. */
function countValues(sample: Readonly<Record<string, unknown>>): number {
  let values = -1;
  for (const key in sample) {
    if (key !== '__proto__') values += 1;
  }
  return values;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function whyNoSample(value: unknown): string {
  if (!isRecord(value)) return `expected an object with "t" and values, got ${kindOf(value)}`;
  if (!isCount(value.t)) return `expected "t" as whole milliseconds since 1970, got ${cut(value.t)}`;
  const values = countValues(value);
  return values === 0
    ? 'expected at least one value beside "t"'
    : `expected at most ${TELEMETRY_LIMITS.values} values, got ${values}`;
}

function whyNotThen(t: number, { receivedAt, series }: Sender): string {
  const seconds = Math.round(Math.abs(t - receivedAt) / 1_000);
  return t > receivedAt
    ? `${seconds} s ahead of the server's clock; at most ${TELEMETRY_LIMITS.aheadMs / 1_000} s are taken`
    : `${seconds} s before its arrival; at most ${Math.round(series.record.horizonMs / 1_000)} s are taken`;
}

function whyNoValue(parameter: string, value: unknown): [RejectReason, string] {
  return parameterOf(parameter) === undefined
    ? ['unknown-parameter', 'the contract has no such parameter']
    : ['value-not-a-number', `expected a finite number or null, got ${cut(value)}`];
}

function rejectSample(
  sample: unknown,
  reason: RejectReason,
  detail: string,
  { series, receivedAt }: Sender,
  reject: RejectSink,
): void {
  const { plant, device } = series.record;
  const t = isRecord(sample) && typeof sample.t === 'number' && Number.isFinite(sample.t) ? sample.t : null;
  const payload = showValue(sample);
  reject({ receivedAt, plant, device, scope: 'sample', reason, detail, parameter: null, t, payload });
}

function rejectValue(
  parameter: string,
  value: unknown,
  t: number,
  { series, receivedAt }: Sender,
  reject: RejectSink,
): void {
  const { plant, device } = series.record;
  const [reason, detail] = whyNoValue(parameter, value);
  const payload = showValue(value);
  const name = parameter.slice(0, PARAMETER_NAME_LENGTH);
  reject({ receivedAt, plant, device, scope: 'value', reason, detail, parameter: name, t, payload });
}

/** Characters kept of a parameter name that the contract does not know. */
const PARAMETER_NAME_LENGTH = 64;

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

function cut(value: unknown): string {
  return showValue(value).slice(0, 64);
}
