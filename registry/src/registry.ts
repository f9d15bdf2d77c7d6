import { userInfo } from 'node:os';
import { type Accounts, openAccounts } from './accounts.ts';
import { type Argon2id, createArgon2id } from './argon2.ts';
import { Audit } from './audit/audit.ts';
import { type Actor, Ledger } from './audit/ledger.ts';
import { Corrections } from './corrections/corrections.ts';
import { Reviews } from './corrections/reviews.ts';
import { openDatabase } from './database.ts';
import { DeviceCommands } from './device-commands.ts';
import { DeviceKeys } from './device-keys.ts';
import { Devices } from './devices.ts';
import { createIdentify, type Identify } from './identify.ts';
import { Laboratories } from './laboratory/laboratories.ts';
import { Samples } from './laboratory/samples.ts';
import { migrate } from './migrate.ts';
import { Observers } from './observers.ts';
import { Plants } from './plants.ts';
import { Points } from './points.ts';
import { RequalificationQueue } from './quality/requalification-queue.ts';
import { Requalifications } from './quality/requalifications.ts';
import { ServiceWindows } from './quality/service-windows.ts';
import { Settings } from './quality/settings.ts';
import { RejectRepairs } from './reject-repairs.ts';
import { Schedules } from './schedules.ts';

export interface RegistryOptions {
  /** The SQLite file; it and its directories are created where needed. */
  readonly path: string;
  /** Unix time in ms. Default: the system's. */
  readonly clock?: () => number;
  /** argon2id for the devices' secrets. Default: node:crypto's, a few at a time. */
  readonly argon2id?: Argon2id;
  /** Who signs a change that does not say who makes it. Default: the system's user, at the command line. */
  readonly actor?: Actor;
}

/**
 * What the installation knows of plants, sampling points, devices and their credentials. Methods throw
 * UnavailableError when another process holds the registry locked for seconds.
 */
export interface Registry extends AsyncDisposable {
  /** The migrations that ran when it was opened, by name. */
  readonly migrated: readonly string[];
  readonly plants: Plants;
  readonly points: Points;
  readonly devices: Devices;
  readonly deviceKeys: DeviceKeys;
  readonly commands: DeviceCommands;
  readonly observers: Observers;
  readonly identify: Identify;
  readonly audit: Audit;
  readonly laboratories: Laboratories;
  readonly samples: Samples;
  readonly windows: ServiceWindows;
  readonly settings: Settings;
  readonly requalifications: Requalifications;
  readonly requalificationQueue: RequalificationQueue;
  readonly corrections: Corrections;
  readonly reviews: Reviews;
  readonly schedules: Schedules;
  readonly repairs: RejectRepairs;
  close(): Promise<void>;
}

/**
 * Opens the registry and brings it to this version. Any number of processes and threads may hold it open; a thread
 * opens it once. Throws ConfigurationError when the file cannot be used or is of a newer version.
 */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const { path, clock = Date.now, argon2id = createArgon2id(), actor = systemUser() } = options;
  const db = openDatabase(path);
  const ledger = new Ledger(db, clock, actor);
  let accounts: Accounts | undefined;
  const close = async (): Promise<void> => {
    // Before the other connection: that one tidies up when it is the last.
    accounts?.[Symbol.dispose]();
    await db.destroy();
  };
  try {
    const migrated = await migrate(db, path);
    accounts = openAccounts(path);
    return {
      migrated,
      plants: new Plants(db, ledger),
      points: new Points(db, ledger),
      devices: new Devices(db, ledger, argon2id),
      deviceKeys: new DeviceKeys(db, ledger),
      commands: new DeviceCommands(db, ledger, clock),
      observers: new Observers(db, ledger, argon2id),
      identify: createIdentify(accounts, argon2id),
      audit: new Audit(db),
      laboratories: new Laboratories(db, ledger),
      windows: new ServiceWindows(db, ledger),
      settings: new Settings(db, ledger),
      requalifications: new Requalifications(db, ledger),
      requalificationQueue: new RequalificationQueue(db),
      corrections: new Corrections(db, ledger),
      reviews: new Reviews(db, ledger),
      repairs: new RejectRepairs(db, ledger),
      samples: new Samples(db, ledger, clock),
      schedules: new Schedules(db, ledger),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A container may run under a number that has no name. */
function systemUser(): Actor {
  const from = 'command line';
  try {
    return { by: userInfo().username, from };
  } catch {
    return { by: `user ${process.getuid?.() ?? 'unknown'}`, from };
  }
}
