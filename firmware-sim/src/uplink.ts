import type { Clock } from './clock.ts';
import type { DeviceBacklog } from './device-backlog.ts';
import type { Message, MessageLimits } from './message.ts';

/** How many messages may be on their way. */
export interface Window {
  readonly all: number;
  /** Of these, so many may come from the backlog: the rest is kept for what is sampled now. */
  readonly backlog: number;
}

export const DEFAULT_WINDOW: Window = { all: 16, backlog: 4 };

export interface UplinkOptions {
  readonly limits: MessageLimits;
  readonly window: Window;
  /** A message that is not acknowledged for so long means that the connection is of no use. */
  readonly acknowledgeWithinMs: number;
}

/** What carries the messages: there is one while the device is online. */
export interface Carrier {
  publish(payload: string, acknowledged: () => void): void;
  /** The oldest message has waited too long for its acknowledgement. */
  stalled(): void;
  /** The backlog could not be read; the rest is tried again with the next sample. */
  failed(error: unknown): void;
}

/**
 * Decides what is sent when: first again what was sent and never acknowledged, then live samples as they come, and
 * beside them the backlog, oldest first, many samples to a message.
 */
export class Uplink {
  readonly #backlog: DeviceBacklog;
  readonly #clock: Clock;
  readonly #options: UplinkOptions;
  readonly #onTheirWay = new Map<Message, number>();
  #carrier: Carrier | undefined;
  /** Samples up to this one were there before the connection: they are the backlog. */
  #liveAfter = 0;
  readonly #fromBacklog = new Set<Message>();
  #cancelWatch: (() => void) | undefined;
  #draining = false;

  constructor(backlog: DeviceBacklog, clock: Clock, options: UplinkOptions) {
    this.#backlog = backlog;
    this.#clock = clock;
    this.#options = options;
  }

  /** Nothing is on its way. */
  get idle(): boolean {
    return this.#onTheirWay.size === 0;
  }

  opened(carrier: Carrier): void {
    this.#carrier = carrier;
    this.#liveAfter = this.#backlog.newest;
    for (const message of this.#backlog.unacknowledged) this.#send(carrier, message, true);
    this.pump();
  }

  closed(): void {
    this.#carrier = undefined;
    this.#onTheirWay.clear();
    this.#fromBacklog.clear();
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
  }

  /** Forms no more messages; what is on its way may still be acknowledged. */
  drain(): void {
    this.#draining = true;
  }

  /** Sends what the window has room for. */
  pump(): void {
    const carrier = this.#carrier;
    if (carrier === undefined || this.#draining) return;
    try {
      while (carrier === this.#carrier && this.#sendNext(carrier));
    } catch (error) {
      carrier.failed(error);
    }
  }

  #sendNext(carrier: Carrier): boolean {
    const { limits, window } = this.#options;
    if (this.#onTheirWay.size >= window.all) return false;
    const live = this.#backlog.form(this.#liveAfter, this.#backlog.newest, limits);
    if (live !== undefined) {
      this.#send(carrier, live, false);
      return true;
    }
    if (this.#fromBacklog.size >= window.backlog) return false;
    const old = this.#backlog.form(0, this.#liveAfter, limits);
    if (old === undefined) return false;
    this.#send(carrier, old, true);
    return true;
  }

  /** Sends a message once it is on disk: what is sent again after a crash is then the same message. */
  #send(carrier: Carrier, message: Message, fromBacklog: boolean): void {
    this.#onTheirWay.set(message, this.#clock.now());
    if (fromBacklog) this.#fromBacklog.add(message);
    this.#watch(carrier);
    this.#backlog.whenKept((error) => {
      if (carrier !== this.#carrier) return;
      if (error === undefined) this.#publish(carrier, message);
      else this.#forget(message);
    });
  }

  #publish(carrier: Carrier, message: Message): void {
    carrier.publish(message.payload, () => {
      if (carrier !== this.#carrier) return;
      this.#forget(message);
      this.#backlog.acknowledge(message);
      this.pump();
    });
  }

  #forget(message: Message): void {
    this.#onTheirWay.delete(message);
    this.#fromBacklog.delete(message);
  }

  /** Watches the oldest message on its way; the map keeps the order of sending. */
  #watch(carrier: Carrier): void {
    if (this.#cancelWatch !== undefined) return;
    const [oldestAt] = this.#onTheirWay.values();
    if (oldestAt === undefined) return;
    const dueMs = oldestAt + this.#options.acknowledgeWithinMs - this.#clock.now();
    if (dueMs <= 0) {
      carrier.stalled();
      return;
    }
    this.#cancelWatch = this.#clock.after(dueMs, () => {
      this.#cancelWatch = undefined;
      if (carrier === this.#carrier) this.#watch(carrier);
    });
  }
}
