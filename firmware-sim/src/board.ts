import type { KeyObject } from 'node:crypto';
import type { ParameterId } from '@banyu/contracts';
import type { BackOff } from './back-off.ts';
import type { Backlog } from './backlog.ts';
import type { Clock } from './clock.ts';
import type { EventOutbox } from './event-outbox.ts';
import type { HeldSamples } from './held-samples.ts';
import type { Intervals } from './intervals.ts';
import type { OpenLink, Trust } from './link.ts';
import type { DeviceLog, Random, Sensor } from './ports.ts';
import type { Schedule } from './schedule.ts';
import type { Timekeeper } from './timekeeper.ts';
import type { UplinkOptions } from './uplink.ts';

/** User name and password at the broker. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** What the devices of a process have in common. */
export interface Equipment {
  readonly url: string;
  readonly trust: Trust | undefined;
  /** One account for all devices, in place of their own. */
  readonly account: Account | undefined;
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

/** What a program finds on its board and leaves there: it is there before a boot and after it. */
export interface Board {
  readonly plant: string;
  readonly device: string;
  readonly secret: string;
  readonly signingKey: KeyObject | undefined;
  readonly parameters: readonly ParameterId[];
  /** Share of the scans due in an interval that must be good for a value. */
  readonly minGoodShare: number;
  readonly sensor: Sensor;
  readonly timekeeper: Timekeeper;
  readonly held: HeldSamples;
  readonly outbox: EventOutbox;
  intervals(): Intervals;
  lowBattery(): boolean;
  /** Samples waiting and dropped since the device's first boot, for its status. */
  figures(): { readonly backlog: number; readonly dropped: number };
  received(command: string): void;
  /** The clock was set. */
  timeKnown(): void;
  /** Samples that the disk did not take. */
  lost(samples: number): void;
}
