import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { DeviceStatus } from '@banyu/contracts';
import type { DeviceNewsBook } from '../device-news.ts';

/** What is known of a device from its messages. */
export interface DeviceState {
  readonly plant: string;
  readonly device: string;
  /** Since counting began. */
  readonly messages: number;
  /** Messages among them whose number had come before. */
  readonly repeated: number;
  /** When it was last heard, Unix ms; statuses do not count, for they may be last wills. */
  readonly lastMessageAt: number | null;
  readonly status: DeviceStatus | null;
  /** When the status was received, Unix ms. */
  readonly statusAt: number | null;
}

export class DeviceTable {
  readonly #upsert: StatementSync;
  readonly #all: StatementSync;

  constructor(database: DatabaseSync) {
    this.#upsert = database.prepare(`
      INSERT INTO device (plant, device, messages, repeated, lastMessageAt, status, statusAt)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (device) DO UPDATE SET
        plant = excluded.plant,
        messages = messages + excluded.messages,
        repeated = repeated + excluded.repeated,
        lastMessageAt = max(coalesce(lastMessageAt, excluded.lastMessageAt), coalesce(excluded.lastMessageAt, lastMessageAt)),
        status = iif(excluded.statusAt >= coalesce(statusAt, 0), excluded.status, status),
        statusAt = max(coalesce(statusAt, excluded.statusAt), coalesce(excluded.statusAt, statusAt))
    `);
    this.#all = database.prepare('SELECT * FROM device ORDER BY device');
  }

  add(devices: DeviceNewsBook): void {
    for (const { plant, device, messages, repeated, lastMessageAt, status, statusAt } of devices.all()) {
      const statusText = status === undefined ? null : JSON.stringify(status);
      this.#upsert.run(
        ...[plant, device, messages, repeated, lastMessageAt ?? null, statusText, statusAt ?? null],
      );
    }
  }

  all(): DeviceState[] {
    return this.#all.all().map((row) => ({
      ...(row as unknown as DeviceState),
      status: typeof row.status === 'string' ? DeviceStatus.parse(JSON.parse(row.status)) : null,
    }));
  }
}
