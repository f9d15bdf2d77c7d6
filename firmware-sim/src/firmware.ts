import { buildTopic, type DeviceStatus } from '@banyu/contracts';
import type { Board, Equipment } from './board.ts';
import type { DeviceBacklog } from './device-backlog.ts';
import { type Duty, type Lifecycle, type LifecycleEvent, next } from './lifecycle.ts';
import type { Link } from './link.ts';
import { Sampling } from './sampling.ts';
import { signMessage } from './sign-message.ts';
import { Uplink } from './uplink.ts';

/** The status is published anew when its figures changed, not more often than this. */
const STATUS_EVERY_MS = 60_000;
/** With a low battery it connects so often, and stays for so long to hear commands. */
const SEND_EVERY_MS = 3_600_000;
const LISTEN_MS = 10_000;

/**
 * The program of a device, from one boot to the next: sampling → backlog → uplink, in that order; the lifecycle says
 * when there is a link to send on.
 */
export class Firmware {
  readonly #board: Board;
  readonly #equipment: Equipment;
  readonly #backlog: DeviceBacklog;
  readonly #uplink: Uplink;
  readonly #sampling: Sampling;
  readonly #closed = Promise.withResolvers<void>();
  #life: Lifecycle = { state: 'boot' };
  #link: Link | undefined;
  #cancelTimer: (() => void) | undefined;
  #told = { atMs: 0, backlog: 0, dropped: 0 };
  #hangs = false;

  constructor(board: Board, equipment: Equipment) {
    const { backlog, clock, random, maxBacklogSamples, log } = equipment;
    this.#board = board;
    this.#equipment = equipment;
    this.#backlog = backlog.device({
      name: board.device,
      maxSamples: maxBacklogSamples,
      random,
      lost: (samples, err) => {
        board.lost(samples);
        log.error(
          { device: board.device, samples, err },
          'the disk did not take samples: they are lost and counted as dropped',
        );
      },
    });
    this.#uplink = new Uplink(this.#backlog, clock, equipment.uplink);
    this.#sampling = new Sampling(board, equipment, this.#backlog, {
      due: (t) => {
        if (this.#life.state !== 'online') return;
        this.#sampling.keepTime(t);
        this.#tellWhatChanged();
      },
      sampled: () => this.#uplink.pump(),
    });
  }

  get state(): Lifecycle['state'] {
    return this.#life.state;
  }

  get hangs(): boolean {
    return this.#hangs;
  }

  get boot(): string {
    return this.#backlog.boot;
  }

  /** Samples on disk, and those dropped there since the device's first boot. */
  get backlog(): { readonly samples: number; readonly dropped: number } {
    return this.#backlog;
  }

  /** Samples from now on, and connects after a delay. */
  start(connectAfterMs: number): void {
    const { clock } = this.#equipment;
    this.#sampling.sampleNow();
    this.resume();
    this.#cancelTimer = clock.after(connectAfterMs, () => this.#apply({ event: 'started' }));
  }

  /** Goes on with the intervals and the power that the board has now. */
  resume(): void {
    if (this.#hangs || this.#life.state === 'stopped') return;
    this.#sampling.resume();
    this.#restIfDone();
  }

  /** Answers a command, when there is a connection. */
  reply(payload: string): void {
    if (this.#life.state === 'online')
      this.#link?.publish(this.#topic('command/reply'), payload, false, () => {});
  }

  /** Samples no more, lets what is on its way arrive, says goodbye. Never fails; a second call waits for the first. */
  close(): Promise<void> {
    this.#sampling.stop();
    if (this.#hangs) this.cut();
    else this.#apply({ event: 'stopped' });
    return this.#closed.promise;
  }

  /** Is gone at once, as when the power fails. */
  cut(): void {
    this.#sampling.stop();
    this.#hangs = false;
    this.#apply({ event: 'cut' });
  }

  /** Does nothing any more. */
  hang(): void {
    this.#sampling.stop();
    this.#uplink.drain();
    this.#hangs = true;
  }

  #apply(event: LifecycleEvent): void {
    if (this.#hangs) return;
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
        this.#hangUp();
        // Of 10 000 links that were lost together, none is kept until there is another.
        this.#link = undefined;
        if (this.#life.state === 'offline') this.#timerAt(this.#life.retryAtMs, { event: 'due' });
        return;
      case 'drain':
        this.#uplink.drain();
        this.#timer(this.#equipment.drainMs, { event: 'timed-out' });
        if (this.#uplink.idle) this.#apply({ event: 'drained' });
        return;
      case 'leave':
        if (this.#life.state === 'parting') this.#hangUp();
        this.#timer(this.#equipment.drainMs, { event: 'timed-out' });
        this.#tell('offline', () => this.#link?.leave());
        return;
      case 'sleep':
        this.#link?.destroy();
        if (this.#life.state === 'asleep') this.#timerAt(this.#life.wakeAtMs, { event: 'due' });
        return;
      case 'release':
        this.#hangUp();
        this.#link?.destroy();
        this.#backlog.close();
        this.#closed.resolve();
        return;
    }
  }

  #connect(): void {
    const { url, trust, account, openLink, random, log, firmware, clock } = this.#equipment;
    const { device, secret } = this.#board;
    const will: DeviceStatus = { v: 1, state: 'offline', firmware };
    this.#link = openLink(
      {
        url,
        ...(trust === undefined ? {} : { trust }),
        device,
        ...(account ?? { username: device, password: secret }),
        will: { topic: this.#topic('status'), payload: JSON.stringify(will) },
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
    const { log, clock } = this.#equipment;
    const { device, outbox } = this.#board;
    const link = this.#link;
    log.info({ device, backlog: this.#board.figures().backlog, eventsDropped: outbox.dropped }, 'connected');
    this.#sampling.askTheTime(clock.now());
    this.#tell('online', () => {});
    link?.subscribe(
      this.#topic('command'),
      (payload) => {
        if (!this.#hangs) this.#board.received(payload);
      },
      (reason) => log.warn({ device, reason }, 'it cannot hear commands'),
    );
    outbox.opened((payload, acknowledged) => {
      link?.publish(this.#topic('event'), payload, false, () => {
        acknowledged();
        this.#restIfDone();
      });
    });
    this.#openUplink();
    if (this.#board.lowBattery()) this.#cancelTimer = clock.after(LISTEN_MS, () => this.#restIfDone());
  }

  #openUplink(): void {
    const { log, uplink } = this.#equipment;
    const { plant, device, signingKey } = this.#board;
    this.#uplink.opened({
      publish: (message, acknowledged) => {
        const payload = signingKey === undefined ? message : signMessage(plant, device, message, signingKey);
        this.#link?.publish(this.#topic('telemetry'), payload, false, () => {
          acknowledged();
          if (this.#uplink.idle) this.#apply({ event: 'drained' });
          this.#restIfDone();
        });
      },
      stalled: () => {
        log.warn({ device, withinMs: uplink.acknowledgeWithinMs }, 'no acknowledgement in time');
        this.#link?.destroy();
      },
      failed: (err) =>
        log.error({ device, err }, 'the backlog could not be read; trying again with the next sample'),
    });
  }

  /** Sends nothing more on this link. */
  #hangUp(): void {
    this.#uplink.closed();
    this.#board.outbox.closed();
  }

  /** With a low battery: turns the radio off once everything is sent and commands had their time to come. */
  #restIfDone(): void {
    const { clock, random } = this.#equipment;
    if (!this.#board.lowBattery() || this.#life.state !== 'online') return;
    if (clock.now() - this.#life.sinceMs < LISTEN_MS) return;
    if (!this.#uplink.idle || this.#backlog.samples > 0 || this.#board.outbox.waiting > 0) return;
    // Not all at the same time again.
    this.#apply({ event: 'rested', wakeAtMs: clock.now() + SEND_EVERY_MS * (0.9 + 0.1 * random()) });
  }

  #tellWhatChanged(): void {
    const { atMs, backlog, dropped } = this.#told;
    if (this.#equipment.clock.now() - atMs < STATUS_EVERY_MS) return;
    const figures = this.#board.figures();
    if (backlog !== figures.backlog || dropped !== figures.dropped) this.#tell('online', () => {});
  }

  /** Publishes the status, retained. */
  #tell(state: DeviceStatus['state'], acknowledged: () => void): void {
    const { timekeeper } = this.#board;
    const { backlog, dropped } = this.#board.figures();
    const atMs = this.#equipment.clock.now();
    const status: DeviceStatus = {
      v: 1,
      state,
      ...(timekeeper.trusted ? { t: timekeeper.now(atMs) } : {}),
      firmware: this.#equipment.firmware,
      backlog,
      dropped,
    };
    this.#told = { atMs, backlog, dropped };
    this.#link?.publish(this.#topic('status'), JSON.stringify(status), true, acknowledged);
  }

  #topic(channel: Parameters<typeof buildTopic>[2]): string {
    return buildTopic(this.#board.plant, this.#board.device, channel);
  }

  #timer(delayMs: number, event: LifecycleEvent): void {
    this.#cancelTimer = this.#equipment.clock.after(delayMs, () => this.#apply(event));
  }

  #timerAt(atMs: number, event: LifecycleEvent): void {
    this.#timer(atMs - this.#equipment.clock.now(), event);
  }
}
