import { DeviceEvent } from '@banyu/contracts';
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

/** An event from what a device sent, or what is wrong with it. */
export function readEvent(
  value: unknown,
  from: Pick<NewEvent, 'plant' | 'device' | 'receivedAt'>,
): { readonly ok: true; readonly event: NewEvent } | { readonly ok: false; readonly detail: string } {
  const { success, data, error } = DeviceEvent.safeParse(value);
  if (!success) return { ok: false, detail: wordIssues(error.issues, 'event') };
  const { receivedAt, plant, device } = from;
  const { kind, t, parameter = null, note = null } = data;
  return { ok: true, event: { receivedAt, plant, device, kind, t, parameter, note, payload: null } };
}
