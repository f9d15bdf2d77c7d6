import { parameterOf } from '@banyu/contracts';
import { Alarms } from './alarms.ts';
import { backOffMs } from './back-off.ts';
import type { Board, Equipment } from './board.ts';
import { CommandDesk } from './command-desk.ts';
import { DeviceClock } from './device-clock.ts';
import { type DeviceFault, type DeviceFaultOf, faultsOf, timeServerSays } from './device-fault.ts';
import type { DeviceOptions } from './device-options.ts';
import { EventOutbox, type UntimedEvent } from './event-outbox.ts';
import { scheduleFaults } from './fault-schedule.ts';
import { Firmware } from './firmware.ts';
import { HeldSamples } from './held-samples.ts';
import { type Intervals, intervalsOf } from './intervals.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Sensor, Service } from './ports.ts';
import { ServiceSwitch } from './service-switch.ts';
import { Timekeeper } from './timekeeper.ts';

/** A running device, as seen from outside. */
export interface Device {
  readonly plant: string;
  readonly device: string;
  /** `off` without power, and while it boots. */
  readonly state: Lifecycle['state'] | 'off';
  /** Samples not yet acknowledged. */
  readonly backlog: number;
  /** Samples dropped since the device's first boot. */
  readonly dropped: number;
  /** Samples no more, lets what is on its way arrive, says goodbye. Never fails; a second call waits for the first. */
  close(): Promise<void>;
}

const DEFAULT_INTERVAL_MS = 120_000;
const DEFAULT_MIN_GOOD_SHARE = 0.75;
const WATCHDOG_MS = 60_000;
const BOOT_MS = 5_000;
const MINUTE_MS = 60_000;

/**
 * The device around its program: power, clock, watchdog, settings, and what goes wrong with them. The program begins
 * anew at each boot; what must outlive a boot is here.
 */
export class PoweredDevice implements Device {
  readonly plant: string;
  readonly device: string;
  readonly #options: DeviceOptions;
  readonly #service: Service | undefined;
  readonly #equipment: Equipment;
  readonly #faults: readonly DeviceFault[];
  readonly #clock: DeviceClock;
  readonly #timekeeper: Timekeeper;
  readonly #held = new HeldSamples();
  readonly #outbox = new EventOutbox();
  readonly #desk: CommandDesk;
  readonly #board: Board;
  readonly #release: () => void;
  readonly #configuredMs: number;
  readonly #alarms: Alarms;
  readonly #switch: ServiceSwitch;
  #intervalMs: number;
  #lowBattery = false;
  #unkept = 0;
  /** The program of this boot, or the last. */
  #program: Firmware | undefined;
  #power: 'off' | 'booting' | 'on' = 'off';
  #closing: Promise<void> | undefined;

  constructor(options: DeviceOptions, sensor: Sensor, service: Service | undefined, equipment: Equipment) {
    const { backlog, clock } = equipment;
    this.plant = options.plant;
    this.device = options.device;
    this.#options = options;
    this.#service = service;
    this.#equipment = equipment;
    this.#faults = options.faults ?? [];
    this.#release = backlog.lease();
    this.#configuredMs = options.intervalMs ?? DEFAULT_INTERVAL_MS;
    this.#intervalMs = backlog.intervalMs(options.device, this.#configuredMs);
    this.#clock = new DeviceClock(this.#faults, clock.now());
    this.#timekeeper = new Timekeeper(this.#clock, (trueMs) => timeServerSays(this.#faults, trueMs));
    this.#alarms = new Alarms(clock);
    this.#switch = new ServiceSwitch({
      now: () => clock.now(),
      at: (atMs, call) => this.#alarms.at(atMs, call),
      awake: () => this.#power === 'on' && this.#program?.hangs === false,
      note: (event) => this.#note(event),
    });
    this.#desk = this.#openDesk();
    this.#board = this.#layOut(sensor);
  }

  get state(): Device['state'] {
    if (this.#power === 'on' && this.#program !== undefined) return this.#program.state;
    return this.#closing === undefined ? 'off' : 'stopped';
  }

  get backlog(): number {
    return (this.#program?.backlog.samples ?? 0) + this.#held.length;
  }

  get dropped(): number {
    return (this.#program?.backlog.dropped ?? 0) + this.#unkept + this.#held.dropped;
  }

  /** Has power from now on, unless its faults say otherwise, and connects after a delay. */
  start(connectAfterMs: number): void {
    const now = this.#equipment.clock.now();
    scheduleFaults(this.#faults, now, this.#alarms, {
      losePower: () => this.#losePower(),
      restorePower: (loss) => this.#restorePower(loss),
      hang: () => this.#hang(),
      setLowBattery: (low) => this.#setLowBattery(low),
    });
    if (!faultsOf(this.#faults, 'power-loss').some(({ from, to }) => from <= now && now < to)) {
      this.#boot(connectAfterMs);
    }
    for (const work of this.#options.works ?? []) this.#switch.plan(work);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#alarms.off();
    await this.#program?.close();
    this.#release();
  }

  #boot(connectAfterMs: number): void {
    if (this.#closing !== undefined) return;
    this.#power = 'on';
    this.#timekeeper.boot(this.#equipment.clock.now());
    if (this.#timekeeper.trusted) this.#timeEvents();
    this.#program = new Firmware(this.#board, this.#equipment);
    this.#program.start(connectAfterMs);
    this.#switch.look();
  }

  /** Nothing in memory outlives it. */
  #cutOff(power: 'off' | 'booting'): void {
    this.#program?.cut();
    this.#held.lose();
    this.#power = power;
  }

  #losePower(): void {
    this.#cutOff('off');
    // Told by the next life: it finds out from the last time the clock was written down.
    this.#note({ v: 1, kind: 'power-lost' });
  }

  #restorePower({ to, clockRestartsAt }: DeviceFaultOf<'power-loss'>): void {
    const { random, backOff } = this.#equipment;
    if (clockRestartsAt !== undefined) this.#clock.set(to, clockRestartsAt);
    this.#note({ v: 1, kind: 'power-restored' }, false);
    // A whole town may have had no power.
    this.#boot(backOffMs(backOff, 0, random()));
  }

  #hang(): void {
    if (this.#power !== 'on') return;
    const program = this.#program;
    program?.hang();
    this.#alarms.after(WATCHDOG_MS, () => {
      if (program !== this.#program || this.#power !== 'on') return;
      this.#cutOff('booting');
      this.#bootAgain('watchdog');
    });
  }

  #reboot(): void {
    const program = this.#program;
    void program?.close().then(() => {
      if (program !== this.#program || this.#power !== 'on') return;
      this.#cutOff('booting');
      this.#bootAgain('command');
    });
  }

  #bootAgain(note: string): void {
    this.#alarms.after(BOOT_MS, () => {
      // The power may have failed meanwhile.
      if (this.#power !== 'booting') return;
      this.#note({ v: 1, kind: 'reboot', note }, false);
      this.#boot(0);
    });
  }

  #setLowBattery(low: boolean): void {
    this.#lowBattery = low;
    if (this.#power === 'on') this.#program?.resume();
  }

  /** Tells an event of now; at once, or once the clock is trusted after the next boot. */
  #note(event: UntimedEvent, atOnce = true): void {
    this.#outbox.hold(this.#equipment.clock.now(), event);
    if (atOnce && this.#timekeeper.trusted) this.#timeEvents();
  }

  #timeEvents(): void {
    const now = this.#equipment.clock.now();
    this.#outbox.release((uptimeMs) => this.#timekeeper.now(now) - (now - uptimeMs));
  }

  #openDesk(): CommandDesk {
    const { clock, backlog, log, firmware } = this.#equipment;
    const { device, parameters } = this.#options;
    return new CommandDesk({
      now: () => (this.#timekeeper.trusted ? this.#timekeeper.now(clock.now()) : undefined),
      setInterval: (intervalMs) => {
        try {
          backlog.keepIntervalMs(device, this.#configuredMs, intervalMs);
        } catch (error) {
          return `the interval could not be kept: ${messageOf(error)}`;
        }
        this.#intervalMs = intervalMs;
        this.#program?.resume();
        return undefined;
      },
      calibrate: (parameter, minutes) => this.#calibrate(parameter, minutes),
      reboot: () => this.#reboot(),
      configuration: () => ({
        firmware,
        boot: this.#program?.boot ?? '',
        parameters: [...parameters],
        intervalSeconds: this.#intervals().sampleMs / 1_000,
        scanSeconds: this.#intervals().scanMs / 1_000,
        clock: this.#timekeeper.trusted ? 'trusted' : 'untrusted',
        power: this.#lowBattery ? 'low-battery' : 'normal',
      }),
      reply: (payload) => this.#program?.reply(payload),
      unreadable: (reason) => log.warn({ device, reason }, 'a command that cannot be answered'),
    });
  }

  /** Begins a calibration; the reason when it cannot. */
  #calibrate(text: string, minutes: number): string | undefined {
    const parameter = parameterOf(text)?.id;
    if (parameter === undefined || !this.#options.parameters.includes(parameter)) {
      return `it does not measure "${text}"`;
    }
    if (this.#service === undefined) return 'nobody is there to do it';
    const from = this.#equipment.clock.now();
    const to = from + minutes * MINUTE_MS;
    const work = { fault: 'calibration', parameter, from, to, shows: 'held' } as const;
    try {
      this.#service(work);
    } catch (error) {
      return messageOf(error);
    }
    this.#switch.plan(work);
    return undefined;
  }

  #layOut(sensor: Sensor): Board {
    const {
      plant,
      device,
      secret,
      signingKey,
      parameters,
      minGoodShare = DEFAULT_MIN_GOOD_SHARE,
    } = this.#options;
    return {
      plant,
      device,
      secret,
      signingKey,
      parameters,
      minGoodShare,
      sensor,
      timekeeper: this.#timekeeper,
      held: this.#held,
      outbox: this.#outbox,
      intervals: () => this.#intervals(),
      lowBattery: () => this.#lowBattery,
      figures: () => ({ backlog: this.backlog, dropped: this.dropped }),
      received: (command) => this.#desk.receive(command),
      timeKnown: () => this.#timeEvents(),
      lost: (samples) => {
        this.#unkept += samples;
      },
    };
  }

  #intervals(): Intervals {
    const { scanMs = this.#intervalMs, phaseMs = 0 } = this.#options;
    return intervalsOf({ sampleMs: this.#intervalMs, scanMs, phaseMs }, this.#lowBattery);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
