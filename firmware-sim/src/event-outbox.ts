import type { DeviceEvent } from '@banyu/contracts';

/** Events that may wait; beyond it the oldest goes and is counted. */
const MAX_EVENTS = 100;

/** Publishes an event; `acknowledged` when the server has it. */
export type PublishEvent = (payload: string, acknowledged: () => void) => void;

/** An event without its time. */
export type UntimedEvent = Omit<DeviceEvent, 't'>;

/** Keeps a device's events until the server has them, over reboots and power losses: what a device has flash for. */
export class EventOutbox {
  #events: DeviceEvent[] = [];
  /** Events whose time is not known yet, only their instant of the uptime. */
  #untimed: { readonly uptimeMs: number; readonly event: UntimedEvent }[] = [];
  #publish: PublishEvent | undefined;
  #dropped = 0;

  get waiting(): number {
    return this.#events.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(event: DeviceEvent): void {
    if (this.#events.length >= MAX_EVENTS) {
      this.#events.shift();
      this.#dropped += 1;
    }
    this.#events.push(event);
    this.#send(event);
  }

  /** Keeps an event that happened at an instant of the uptime, while the clock cannot be trusted. */
  hold(uptimeMs: number, event: UntimedEvent): void {
    if (this.#untimed.length >= MAX_EVENTS) {
      this.#untimed.shift();
      this.#dropped += 1;
    }
    this.#untimed.push({ uptimeMs, event });
  }

  /** The clock is right: `timeOf` gives the time of an instant of the uptime. */
  release(timeOf: (uptimeMs: number) => number): void {
    const untimed = this.#untimed;
    this.#untimed = [];
    for (const { uptimeMs, event } of untimed) this.add({ ...event, t: timeOf(uptimeMs) });
  }

  /** There is a connection: what waits is sent, oldest first. */
  opened(publish: PublishEvent): void {
    this.#publish = publish;
    for (const event of this.#events) this.#send(event);
  }

  closed(): void {
    this.#publish = undefined;
  }

  #send(event: DeviceEvent): void {
    const publish = this.#publish;
    publish?.(JSON.stringify(event), () => {
      if (publish === this.#publish) this.#events = this.#events.filter((other) => other !== event);
    });
  }
}
