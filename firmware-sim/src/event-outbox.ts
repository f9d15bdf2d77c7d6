import type { DeviceEvent } from '@banyu/contracts';

/** Events that may wait; beyond it the oldest goes and is counted. */
const MAX_EVENTS = 100;

/** Publishes an event; `acknowledged` when the server has it. */
export type PublishEvent = (payload: string, acknowledged: () => void) => void;

/** Keeps a device's events until the server has them, over reboots and power losses: what a device has flash for. */
export class EventOutbox {
  #events: DeviceEvent[] = [];
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
