import { createSecureContext } from 'node:tls';
import { InvalidInputError, TELEMETRY_LIMITS } from '@banyu/contracts';
import { type BackOff, DEFAULT_BACK_OFF } from './back-off.ts';
import { Backlog } from './backlog.ts';
import type { Account, Equipment } from './board.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Device, PoweredDevice } from './device.ts';
import { checkDevice, type DeviceOptions, inRange } from './device-options.ts';
import { openMqttLink } from './link.ts';
import { DEFAULT_MESSAGE_LIMITS, type MessageLimits } from './message.ts';
import { type Latency, Network, type NetworkFigures } from './network.ts';
import type { DeviceLog, Random, Sensor, Service } from './ports.ts';
import { Schedule } from './schedule.ts';
import { DEFAULT_WINDOW, type Window } from './uplink.ts';

/** What all devices of a process share. */
export interface SharedOptions {
  /** mqtt://, mqtts://, ws:// or wss:// of the broker. */
  readonly url: string;
  /** PEM of the certificate authority to trust instead of the public ones. */
  readonly ca?: string;
  /** One account at the broker for all devices, in place of their own. */
  readonly account?: Account;
  /** The SQLite file of what is not yet acknowledged; its folder exists. */
  readonly backlogPath: string;
  /** Samples that may wait on each device; beyond it the oldest is dropped and counted. Default 100 000. */
  readonly maxBacklogSamples?: number;
  /** Bounds of a message. Default 200 samples, 32 KiB. */
  readonly messageLimits?: MessageLimits;
  /** Messages of one device on their way. Default 16, of which 4 from the backlog. */
  readonly window?: Window;
  /** A connection on which a message stays unacknowledged for longer is given up. Default 60 000. */
  readonly acknowledgeWithinMs?: number;
  /** Default: up to 50 s at first, 25 to 50 s from then on: see `DEFAULT_BACK_OFF`. */
  readonly backOff?: BackOff;
  /** How long closing waits for acknowledgements, ms, and again for the last status. Default 2 000. */
  readonly drainMs?: number;
  /** Told in the status. */
  readonly firmware?: string;
}

/** What is at a device's end: its sensors, and whoever works at them when asked from afar; by default nobody. */
export interface AtDevice {
  readonly sensor: Sensor;
  readonly service?: Service;
}

export type FleetDevice = DeviceOptions & AtDevice;

export interface FleetOptions extends SharedOptions {
  readonly devices: readonly FleetDevice[];
  /** First connections are spread so that not more than this many begin in a second. Default 100. */
  readonly connectsPerSecond?: number;
}

export interface FleetPorts {
  readonly clock: Clock;
  /** Chance, in [0, 1): jitter and boot names. Not seeded, or a restart repeats its boot names. */
  readonly random: Random;
  readonly log: DeviceLog;
}

/** How the whole fleet is doing, since it was started. */
export interface FleetFigures extends NetworkFigures {
  /** Samples not yet acknowledged. */
  readonly backlog: number;
  /** Samples dropped since the devices' first boot. */
  readonly dropped: number;
}

export interface Fleet {
  readonly devices: readonly Device[];
  figures(): FleetFigures;
  /** Of the messages that were acknowledged since this was last asked. */
  recentLatency(): Latency;
  /** Breaks the connections of all devices at once; they can make none until the network is restored. */
  cutNetwork(): void;
  restoreNetwork(): void;
  /** Closes every device, and the backlog with the last. Never fails. */
  close(): Promise<void>;
}

export type SingleDeviceOptions = SharedOptions & DeviceOptions;
export type SingleDevicePorts = FleetPorts & AtDevice;

const DEFAULT_MAX_BACKLOG_SAMPLES = 100_000;
const DEFAULT_ACKNOWLEDGE_WITHIN_MS = 60_000;
const DEFAULT_DRAIN_MS = 2_000;
const DEFAULT_CONNECTS_PER_SECOND = 100;
const DEFAULT_FIRMWARE = 'banyu-firmware-sim';

const PROTOCOLS = ['mqtt:', 'mqtts:', 'ws:', 'wss:'];

/**
 * Starts many devices that share timers and one backlog file. They sample at once and connect one after another.
 * Throws InvalidInputError for options that make no sense, ConfigurationError when the backlog cannot be opened.
 */
export function startFleet(options: FleetOptions, ports: FleetPorts): Fleet {
  check(options);
  // The disk is the machine's, whatever time the devices live in.
  const backlog = new Backlog(options.backlogPath, systemClock);
  const network = new Network(openMqttLink, () => performance.now());
  const equipment: Equipment = {
    url: options.url,
    trust:
      options.ca === undefined
        ? undefined
        : { ca: options.ca, secureContext: createSecureContext({ ca: options.ca }) },
    account: options.account,
    firmware: options.firmware ?? DEFAULT_FIRMWARE,
    backOff: options.backOff ?? DEFAULT_BACK_OFF,
    uplink: {
      limits: options.messageLimits ?? DEFAULT_MESSAGE_LIMITS,
      window: options.window ?? DEFAULT_WINDOW,
      acknowledgeWithinMs: options.acknowledgeWithinMs ?? DEFAULT_ACKNOWLEDGE_WITHIN_MS,
    },
    maxBacklogSamples: options.maxBacklogSamples ?? DEFAULT_MAX_BACKLOG_SAMPLES,
    drainMs: options.drainMs ?? DEFAULT_DRAIN_MS,
    backlog,
    schedule: new Schedule(ports.clock),
    openLink: network.open,
    ...ports,
  };
  const spacingMs = 1000 / (options.connectsPerSecond ?? DEFAULT_CONNECTS_PER_SECOND);
  const devices = options.devices.map(
    (device) => new PoweredDevice(device, device.sensor, device.service, equipment),
  );
  devices.forEach((device, index) => {
    device.start(index * spacingMs);
  });

  const close = async (): Promise<void> => {
    await Promise.all(devices.map((device) => device.close()));
  };
  return {
    devices,
    figures: () => {
      let backlog = 0;
      let dropped = 0;
      for (const device of devices) {
        backlog += device.backlog;
        dropped += device.dropped;
      }
      return { ...network.figures(), backlog, dropped };
    },
    recentLatency: () => network.recentLatency(),
    cutNetwork: () => network.cut(),
    restoreNetwork: () => network.restore(),
    close,
  };
}

/** Starts one device with a backlog file of its own. Throws as startFleet does. */
export function startDevice(options: SingleDeviceOptions, ports: SingleDevicePorts): Device {
  const { sensor, service, ...shared } = ports;
  const device = { ...options, sensor, ...(service === undefined ? {} : { service }) };
  const { devices } = startFleet({ ...options, devices: [device] }, shared);
  const [only] = devices;
  if (only === undefined) throw new Error('a fleet of one has no device');
  return only;
}

function check(options: FleetOptions): void {
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (url === undefined || !PROTOCOLS.includes(url.protocol)) {
    throw new InvalidInputError(
      `The broker's URL is "${options.url}", expected one of ${PROTOCOLS.map((p) => `${p}//`).join(' ')}`,
      { field: 'url' },
    );
  }
  const limits = options.messageLimits ?? DEFAULT_MESSAGE_LIMITS;
  inRange('messageLimits.samples', limits.samples, 1, TELEMETRY_LIMITS.samples);
  inRange('messageLimits.bytes', limits.bytes, 1, TELEMETRY_LIMITS.bytes);
  const window = options.window ?? DEFAULT_WINDOW;
  inRange('window.all', window.all, 1, 1_000);
  inRange('window.backlog', window.backlog, 1, window.all);
  inRange('maxBacklogSamples', options.maxBacklogSamples ?? DEFAULT_MAX_BACKLOG_SAMPLES, 1, 1e9);
  inRange('connectsPerSecond', options.connectsPerSecond ?? DEFAULT_CONNECTS_PER_SECOND, 0.01, 1e6);

  const seen = new Set<string>();
  for (const device of options.devices) {
    checkDevice(device);
    if (seen.has(device.device)) {
      throw new InvalidInputError(`Device "${device.device}" is there twice`, { field: 'device' });
    }
    seen.add(device.device);
  }
}
