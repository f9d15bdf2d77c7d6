import { buildTopic, type DeviceStatus, type ParameterId } from '@banyu/contracts';
import type { BackOff } from './back-off.ts';
import type { Backlog } from './backlog.ts';
import type { Clock } from './clock.ts';
import type { DeviceBacklog } from './device-backlog.ts';
import { type Duty, type Lifecycle, type LifecycleEvent, next } from './lifecycle.ts';
import type { Link, OpenLink } from './link.ts';
import type { DeviceLog, Random, Sensor } from './ports.ts';
import type { Schedule } from './schedule.ts';
import { Uplink, type UplinkOptions } from './uplink.ts';

export interface DeviceOptions {
  readonly plant: string;
  /** Also its MQTT client id and user name. */
  readonly device: string;
  readonly secret: string;
  /** What it measures, at every sample. */
  readonly parameters: readonly ParameterId[];
  /** It samples at whole multiples of this, ms, and once at its start. */
  readonly intervalMs: number;
}

/** What the devices of a process have in common. */
export interface Equipment {
  readonly url: string;
  readonly ca: string | undefined;
  readonly firmware: string;
  readonly backOff: BackOff;
  readonly uplink: UplinkOptions;
  readonly maxBacklogSamples: number;
  /** How long closing waits for acknowledgements, ms; as long again for the last status. */
  readonly drainMs: number;
  readonly backlog: Backlog;
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: DeviceLog;
  readonly openLink: OpenLink;
}

/** A running device, as seen from outside. */
export interface Device {
  readonly plant: string;
  readonly device: string;
  readonly state: Lifecycle['state'];
  /** Samples not yet acknowledged. */
  readonly backlog: number;
  /** Samples dropped since the device's first boot. */
  readonly dropped: number;
  /** Samples no more, lets what is on its way arrive, says goodbye. Never fails; a second call waits for the first. */
  close(): Promise<void>;
}

/** The status is published anew when its figures changed, not more often than this. */
const STATUS_EVERY_MS = 60_000;

/** Sensor → sample → backlog → uplink, in that order; the lifecycle says when there is a link to send on. */
export class RunningDevice implements Device {
  readonly plant: string;
  readonly device: string;
  readonly #options: DeviceOptions;
  readonly #equipment: Equipment;
  readonly #sensor: Sensor;
  readonly #backlog: DeviceBacklog;
  readonly #uplink: Uplink;
  readonly #statusTopic: string;
  readonly #telemetryTopic: string;
  readonly #closed = Promise.withResolvers<void>();
  #life: Lifecycle = { state: 'boot' };
  #link: Link | undefined;
  #unsubscribe: (() => void) | undefined;
  #cancelTimer: (() => void) | undefined;
  #told = { atMs: 0, backlog: 0, dropped: 0 };
  /** Samples that the disk did not take. */
  #unkept = 0;

  constructor(options: DeviceOptions, sensor: Sensor, equipment: Equipment) {
    const { backlog, clock, random } = equipment;
    this.plant = options.plant;
    this.device = options.device;
    this.#options = options;
    this.#equipment = equipment;
    this.#sensor = sensor;
    this.#backlog = backlog.device(options.device, equipment.maxBacklogSamples, random);
    this.#uplink = new Uplink(this.#backlog, clock, equipment.uplink);
    this.#statusTopic = buildTopic(options.plant, options.device, 'status');
    this.#telemetryTopic = buildTopic(options.plant, options.device, 'telemetry');
  }

  get state(): Lifecycle['state'] {
    return this.#life.state;
  }

  get backlog(): number {
    return this.#backlog.samples;
  }

  get dropped(): number {
    return this.#backlog.dropped + this.#unkept;
  }

  /** Samples from now on, and connects after a delay. */
  start(connectAfterMs: number): void {
    const { clock, schedule } = this.#equipment;
    this.#sample(clock.now());
    this.#unsubscribe = schedule.every(this.#options.intervalMs, (t) => this.#sample(t));
    this.#cancelTimer = clock.after(connectAfterMs, () => this.#apply({ event: 'started' }));
  }

  close(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#apply({ event: 'stopped' });
    return this.#closed.promise;
  }

  #sample(t: number): void {
    const sample: Record<string, number | null> = { t };
    for (const parameter of this.#options.parameters) sample[parameter] = this.#measure(parameter, t);
    if (this.#life.state === 'online') this.#tellWhatChanged();
    try {
      this.#backlog.append(JSON.stringify(sample));
    } catch (error) {
      this.#unkept += 1;
      this.#fail('the disk did not take a sample: it is lost and counted as dropped', error);
    }
    this.#uplink.pump();
  }

  #measure(parameter: ParameterId, t: number): number | null {
    try {
      const value = this.#sensor(parameter, t);
      return Number.isFinite(value) ? value : null;
    } catch (error) {
      this.#fail(`the sensor of ${parameter} failed: no value`, error);
      return null;
    }
  }

  #apply(event: LifecycleEvent): void {
    const { clock, backOff } = this.#equipment;
    const step = next(this.#life, event, clock.now(), backOff);
    this.#life = step.next;
    if (step.duty !== undefined) this.#do(step.duty);
  }

  #do(duty: Duty): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    switch (duty) {
      case 'connect':
        this.#connect();
        return;
      case 'greet':
        this.#greet();
        return;
      case 'wait':
        this.#uplink.closed();
        if (this.#life.state === 'offline') {
          this.#timer(this.#life.retryAtMs - this.#equipment.clock.now(), { event: 'due' });
        }
        return;
      case 'drain':
        this.#uplink.drain();
        this.#timer(this.#equipment.drainMs, { event: 'timed-out' });
        if (this.#uplink.idle) this.#apply({ event: 'drained' });
        return;
      case 'leave':
        this.#timer(this.#equipment.drainMs, { event: 'timed-out' });
        this.#tell('offline', () => this.#link?.leave());
        return;
      case 'release':
        this.#uplink.closed();
        this.#link?.destroy();
        this.#backlog.close();
        this.#closed.resolve();
        return;
    }
  }

  #connect(): void {
    const { url, ca, openLink, random, log, firmware, clock } = this.#equipment;
    const { device, secret } = this.#options;
    const will: DeviceStatus = { v: 1, state: 'offline', firmware };
    this.#link = openLink(
      {
        url,
        ...(ca === undefined ? {} : { ca }),
        device,
        secret,
        will: { topic: this.#statusTopic, payload: JSON.stringify(will) },
      },
      {
        connected: () => this.#apply({ event: 'connected' }),
        closed: (reason) => {
          this.#apply({ event: 'disconnected', chance: random() });
          if (this.#life.state !== 'offline') return;
          const inMs = Math.round(this.#life.retryAtMs - clock.now());
          log.warn({ device, reason, inMs, failures: this.#life.failures }, 'not connected; trying again');
        },
      },
    );
  }

  #greet(): void {
    const { log } = this.#equipment;
    const { device } = this.#options;
    log.info({ device, backlog: this.backlog }, 'connected');
    this.#tell('online', () => {});
    this.#uplink.opened({
      publish: (payload, acknowledged) => {
        this.#link?.publish(this.#telemetryTopic, payload, false, () => {
          acknowledged();
          if (this.#uplink.idle) this.#apply({ event: 'drained' });
        });
      },
      stalled: () => {
        log.warn(
          { device, withinMs: this.#equipment.uplink.acknowledgeWithinMs },
          'no acknowledgement in time',
        );
        this.#link?.destroy();
      },
      failed: (error) =>
        this.#fail('the backlog could not be used; trying again with the next sample', error),
    });
  }

  #tellWhatChanged(): void {
    const { atMs, backlog, dropped } = this.#told;
    if (this.#equipment.clock.now() - atMs < STATUS_EVERY_MS) return;
    if (backlog !== this.backlog || dropped !== this.dropped) this.#tell('online', () => {});
  }

  /** Publishes the status, retained. */
  #tell(state: DeviceStatus['state'], acknowledged: () => void): void {
    const { backlog, dropped } = this;
    const atMs = this.#equipment.clock.now();
    const status: DeviceStatus = {
      v: 1,
      state,
      t: atMs,
      firmware: this.#equipment.firmware,
      backlog,
      dropped,
    };
    this.#told = { atMs, backlog, dropped };
    this.#link?.publish(this.#statusTopic, JSON.stringify(status), true, acknowledged);
  }

  #timer(delayMs: number, event: LifecycleEvent): void {
    this.#cancelTimer = this.#equipment.clock.after(delayMs, () => this.#apply(event));
  }

  #fail(message: string, error: unknown): void {
    this.#equipment.log.error({ device: this.#options.device, err: error }, message);
  }
}
