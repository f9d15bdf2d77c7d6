import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RepairedReading } from '@banyu/contracts';
import { changeCounter, openReader, queryBuilder } from './database.ts';

/** What is to be known of a device to judge its messages. */
export interface DirectoryEntry {
  readonly plant: string;
  readonly point: string;
  readonly device: string;
  /** Samples older than this, in ms before now, are rejected. */
  readonly horizonMs: number;
  /** Where a key was ever registered. Instants are Unix ms, compared with when a message was received. */
  readonly signing?: {
    readonly requiredFrom: number | null;
    readonly keys: readonly {
      readonly id: string;
      /** Ed25519, 32 bytes in base64url. */
      readonly publicKey: string;
      readonly from: number;
      readonly to: number | null;
    }[];
  };
}

/** How long a change to a device that is known already may go unnoticed. */
const CHECK_EVERY_MS = 200;

/**
 * Every device, enabled or not, for a thread that must not wait: answers are synchronous and from memory. Disabled
 * ones are in it because messages that were acknowledged before still have to be stored.
 */
export class DeviceDirectory implements Disposable {
  readonly #reader: DatabaseSync;
  readonly #clock: () => number;
  readonly #changes: () => unknown;
  readonly #all: StatementSync;
  readonly #one: StatementSync;
  readonly #keys: StatementSync;
  readonly #repair: StatementSync;
  #entries = new Map<string, DirectoryEntry>();
  #loaded: unknown;
  #checkedAt: number;

  /** `clock` in ms; it only measures how long ago was looked for changes. */
  constructor(path: string, clock: () => number) {
    const query = queryBuilder()
      .selectFrom('devices')
      .innerJoin('plants', 'plants.id', 'devices.plant')
      .select(['devices.plant', 'devices.point', 'devices.id', 'plants.horizon_ms', 'devices.signed_from']);
    this.#clock = clock;
    this.#reader = openReader(path);
    try {
      this.#changes = changeCounter(this.#reader);
      this.#all = this.#reader.prepare(query.compile().sql);
      this.#one = this.#reader.prepare(query.where('devices.id', '=', '').compile().sql);
      const keys = queryBuilder()
        .selectFrom('device_keys')
        .select(['device', 'id', 'public_key', 'created_at', 'ended_at']);
      this.#keys = this.#reader.prepare(keys.orderBy('device').orderBy('created_at').compile().sql);
      const repair = queryBuilder().selectFrom('reject_repairs').select('readings');
      this.#repair = this.#reader.prepare(
        repair.where('device', '=', '').where('reject', '=', 0).compile().sql,
      );
      this.#checkedAt = clock();
      this.#loadWhenChanged();
    } catch (error) {
      this.#reader.close();
      throw error;
    }
  }

  /**
   * The device of that id, or undefined. What another process changed is seen after at most 200 ms; what it added, at
   * once, because a device that is not in memory is looked up (4 µs).
   */
  find(device: string): DirectoryEntry | undefined {
    const now = this.#clock();
    if (now - this.#checkedAt >= CHECK_EVERY_MS) {
      this.#checkedAt = now;
      this.#loadWhenChanged();
    }
    return this.#entries.get(device) ?? this.#lookUp(device);
  }

  /** Whether these samples are what somebody made of that reject of the device, and signed for. */
  isRepair(device: string, reject: number, samples: readonly unknown[]): boolean {
    const sent = JSON.stringify(samples.flatMap(readingsIn).sort());
    return this.#repair.all(device, reject).some(({ readings }) => {
      const made: readonly RepairedReading[] = JSON.parse(String(readings));
      return (
        sent === JSON.stringify(made.map(({ t, parameter, value }) => `${t} ${parameter} ${value}`).sort())
      );
    });
  }

  close(): void {
    this.#reader.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The counter is read first: a change that comes in between is loaded twice rather than missed. */
  #loadWhenChanged(): void {
    const changes = this.#changes();
    if (changes === this.#loaded) return;
    const keys = Map.groupBy(this.#keys.all(), ({ device }) => String(device));
    this.#entries = new Map(
      this.#all
        .all()
        .map((row) => toEntry(row, keys.get(String(row.id))))
        .map((entry) => [entry.device, entry]),
    );
    this.#loaded = changes;
  }

  #lookUp(device: string): DirectoryEntry | undefined {
    const row = this.#one.get(device);
    if (row === undefined) return undefined;
    // So new that it has no key yet, or it would have been loaded.
    const entry = toEntry(row);
    this.#entries.set(device, entry);
    return entry;
  }
}

/** Opens the directory of an existing registry. Throws ConfigurationError when it cannot be read. */
export function openDeviceDirectory(options: {
  readonly path: string;
  readonly clock?: () => number;
}): DeviceDirectory {
  return new DeviceDirectory(options.path, options.clock ?? (() => performance.now()));
}

function readingsIn(sample: unknown): string[] {
  if (typeof sample !== 'object' || sample === null) return ['no sample'];
  const { t, ...values } = sample as Record<string, unknown>;
  return Object.entries(values).map(([parameter, value]) => `${t} ${parameter} ${value}`);
}

type Row = Readonly<Record<string, unknown>>;

function toEntry(row: Row, keys?: readonly Row[]): DirectoryEntry {
  return {
    plant: String(row.plant),
    point: String(row.point),
    device: String(row.id),
    horizonMs: Number(row.horizon_ms),
    ...(keys !== undefined && {
      signing: {
        requiredFrom: row.signed_from === null ? null : Number(row.signed_from),
        keys: keys.map(({ id, public_key, created_at, ended_at }) => ({
          id: String(id),
          publicKey: String(public_key),
          from: Number(created_at),
          to: ended_at === null ? null : Number(ended_at),
        })),
      },
    }),
  };
}
