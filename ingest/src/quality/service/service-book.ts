import {
  type DeviceEvent,
  EVENT_KINDS,
  SERVICE_KINDS,
  type ServiceKind,
  type ServiceWindow,
} from '@banyu/contracts';
import { COMMAND_REPLY, type NewEvent } from '../../events.ts';

/** An event by which a device says that somebody works on it, or has done. */
export interface ServiceEvent {
  readonly kind: DeviceEvent['kind'];
  /** Unix ms, by the device. */
  readonly t: number;
  readonly parameter: string | null;
}

/** The service event of a device. */
export interface DeviceServiceEvent extends ServiceEvent {
  readonly plant: string;
  readonly device: string;
}

/** What a device announced; a `parameter` of null is all of them. */
export interface AnnouncedWindow {
  readonly kind: ServiceKind;
  readonly from: number;
  readonly to: number;
  readonly parameter: string | null;
}

/** The service events of a device that were kept, in any order. */
export type KeptServiceEvents = (plant: string, device: string) => readonly ServiceEvent[];

/** Whoever forgets to say that the work is done does not spoil the data for ever. */
const WORK_LIMIT_MS = 24 * 3_600_000;
/** Newest events of a device that are remembered: a year of a wiper that reports each hour. */
export const EVENTS_PER_DEVICE = 20_000;

/** The windows that devices announce by their events. */
export class ServiceBook {
  readonly #kept: KeptServiceEvents;
  readonly #devices = new Map<string, { events: ServiceEvent[]; windows: readonly AnnouncedWindow[] }>();

  constructor(kept: KeptServiceEvents) {
    this.#kept = kept;
  }

  windows(plant: string, device: string): readonly AnnouncedWindow[] {
    return this.#of(plant, device).windows;
  }

  /** Notes events of a device; gives the time over which windows are other ones than before, or undefined. */
  add(
    plant: string,
    device: string,
    events: readonly ServiceEvent[],
  ): { from: number; to: number } | undefined {
    const entry = this.#of(plant, device);
    const known = new Set(entry.events.map(nameOf));
    const fresh = events.filter((event) => familyOf(event.kind) !== undefined && !known.has(nameOf(event)));
    if (fresh.length === 0) return undefined;
    const before = entry.windows;
    entry.events = inOrder([...entry.events, ...fresh]).slice(-EVENTS_PER_DEVICE);
    entry.windows = announcedWindows(entry.events);
    return difference(before, entry.windows);
  }

  #of(plant: string, device: string) {
    const name = `${plant}/${device}`;
    let entry = this.#devices.get(name);
    if (entry === undefined) {
      const events = inOrder(this.#kept(plant, device)).slice(-EVENTS_PER_DEVICE);
      entry = { events, windows: announcedWindows(events) };
      this.#devices.set(name, entry);
    }
    return entry;
  }
}

/**
 * The windows that events make, whatever the order they came in: from a beginning to the next end of the same work on
 * the same parameter, or on all; a work that nobody ended lasts a day. An end without a beginning is none.
 */
export function announcedWindows(events: readonly ServiceEvent[]): AnnouncedWindow[] {
  const windows: AnnouncedWindow[] = [];
  const open = new Map<string, { kind: ServiceKind; from: number; parameter: string | null }>();
  const close = (key: string, t: number): void => {
    const begun = open.get(key);
    if (begun === undefined) return;
    open.delete(key);
    const to = Math.min(t, begun.from + WORK_LIMIT_MS);
    if (begun.from < to) windows.push({ ...begun, to });
  };
  for (const { kind: event, t, parameter } of inOrder(events)) {
    const kind = familyOf(event);
    if (kind === undefined) continue;
    const key = `${kind} ${parameter ?? ''}`;
    if (event.endsWith('-ended')) {
      for (const each of [...open.keys()]) {
        if (each === key || (parameter === null && each.startsWith(`${kind} `))) close(each, t);
      }
      continue;
    }
    const begun = open.get(key);
    if (begun !== undefined && t < begun.from + WORK_LIMIT_MS) continue;
    close(key, t);
    open.set(key, { kind, from: t, parameter });
  }
  for (const key of [...open.keys()]) close(key, Number.POSITIVE_INFINITY);
  return windows;
}

/** Those among the events of devices that are about service. */
export function serviceEventsOf(events: readonly NewEvent[]): DeviceServiceEvent[] {
  return events.flatMap(({ plant, device, kind, t, parameter }) =>
    kind === COMMAND_REPLY || t === null || familyOf(kind) === undefined
      ? []
      : [{ plant, device, kind, t, parameter }],
  );
}

/** The kinds of events that are about service. */
export const SERVICE_EVENT_KINDS = EVENT_KINDS.filter((kind) => familyOf(kind) !== undefined);

/** The work that an event is about. */
function familyOf(event: DeviceEvent['kind']): ServiceKind | undefined {
  return SERVICE_KINDS.find((kind) => event === `${kind}-begun` || event === `${kind}-ended`);
}

function nameOf({ kind, t, parameter }: ServiceEvent): string {
  return `${kind} ${t} ${parameter ?? ''}`;
}

/** By time; of one time an end before a beginning. */
function inOrder(events: readonly ServiceEvent[]): ServiceEvent[] {
  return events.toSorted(
    (a, b) =>
      a.t - b.t ||
      Number(b.kind.endsWith('-ended')) - Number(a.kind.endsWith('-ended')) ||
      (a.parameter ?? '').localeCompare(b.parameter ?? ''),
  );
}

/** From where to where two lists of windows differ. */
function difference(
  before: readonly AnnouncedWindow[],
  after: readonly AnnouncedWindow[],
): { from: number; to: number } | undefined {
  const name = (window: AnnouncedWindow) => Object.values(window).join(' ');
  const names = [new Set(before.map(name)), new Set(after.map(name))] as const;
  const changed = [
    ...before.filter((window) => !names[1].has(name(window))),
    ...after.filter((window) => !names[0].has(name(window))),
  ];
  if (changed.length === 0) return undefined;
  return {
    from: Math.min(...changed.map(({ from }) => from)),
    to: Math.max(...changed.map(({ to }) => to)),
  };
}

/** The windows of a series among those that its device announced. */
export function windowsFor(
  windows: readonly AnnouncedWindow[],
  parameter: string,
): Pick<ServiceWindow, 'kind' | 'from' | 'to'>[] {
  return windows.filter((window) => window.parameter === null || window.parameter === parameter);
}
