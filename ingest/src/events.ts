import { DeviceEvent, parameterOf, type RejectReason, TELEMETRY_LIMITS } from '@banyu/contracts';
import { wordIssues } from './word-issues.ts';

/** Kind of an event that is a device's answer to a command; its content is the device's own. */
export const COMMAND_REPLY = 'command-reply';

/** An event as it is kept. */
export interface NewEvent {
  readonly receivedAt: number;
  readonly plant: string;
  readonly device: string;
  /** One of the contract's kinds, or `command-reply`. */
  readonly kind: DeviceEvent['kind'] | typeof COMMAND_REPLY;
  /** When the device says it happened, Unix ms; null for a command reply. */
  readonly t: number | null;
  readonly parameter: string | null;
  readonly note: string | null;
  /** What was sent, for a command reply (at most 4 KiB); else null. */
  readonly payload: string | null;
}

/**
 * An event from what a device sent, or what is wrong with it. One that is still to come would put readings of that time
 * into a service that never was; one on a parameter that there is none of would leave its calibration unmarked, unseen.
 */
export function readEvent(
  value: unknown,
  from: Pick<NewEvent, 'plant' | 'device' | 'receivedAt'>,
):
  | { readonly ok: true; readonly event: NewEvent }
  | { readonly ok: false; readonly reason: RejectReason; readonly detail: string } {
  const { success, data, error } = DeviceEvent.safeParse(value);
  if (!success) return { ok: false, reason: 'not-the-contract', detail: wordIssues(error.issues, 'event') };
  const { receivedAt, plant, device } = from;
  const { kind, t, parameter = null, note = null } = data;
  if (t > receivedAt + TELEMETRY_LIMITS.aheadMs) {
    const seconds = Math.ceil((t - receivedAt) / 1_000);
    const detail = `event: ${seconds} s ahead of the server's clock; at most ${TELEMETRY_LIMITS.aheadMs / 1_000} s are taken`;
    return { ok: false, reason: 'time-ahead', detail };
  }
  if (parameter !== null && parameterOf(parameter) === undefined) {
    const detail = `event: the contract has no parameter "${parameter}"`;
    return { ok: false, reason: 'unknown-parameter', detail };
  }
  return { ok: true, event: { receivedAt, plant, device, kind, t, parameter, note, payload: null } };
}
