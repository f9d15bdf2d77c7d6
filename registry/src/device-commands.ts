import { randomUUID } from 'node:crypto';
import { CommandReply, ConflictError, DeviceAction, NotFoundError } from '@banyu/contracts';
import type { Kysely, Selectable, Updateable } from 'kysely';
import type { Ledger } from './audit/ledger.ts';
import { quote } from './parse-input.ts';
import type { DeviceCommandTable, Tables } from './tables.ts';

/** What a device was asked to do, and what became of it. Instants are Unix ms. */
export interface DeviceCommandRecord {
  readonly id: string;
  readonly plant: string;
  readonly device: string;
  readonly action: DeviceAction;
  readonly by: string;
  readonly why: string | null;
  readonly createdAt: number;
  readonly validUntil: number;
  readonly timesSent: number;
  /** The last time. */
  readonly sentAt: number | null;
  readonly deliveredAt: number | null;
  readonly answeredAt: number | null;
  readonly reply: CommandReply | null;
}

export type NewCommandRecord = Pick<
  DeviceCommandRecord,
  'plant' | 'device' | 'action' | 'by' | 'why' | 'validUntil'
>;

/** Commands kept of a device; the oldest goes. */
const KEPT = 100;

/** Commands of a device that may be open at a time; fewer than a device remembers having answered. */
const MAX_OPEN = 16;

/**
 * The commands to devices, kept until they are answered and some time after. That one was given stands in the audit
 * trail; how far it has come does not.
 */
export class DeviceCommands {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;
  readonly #clock: () => number;

  /** `clock` in Unix ms. */
  constructor(db: Kysely<Tables>, ledger: Ledger, clock: () => number) {
    this.#db = db;
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /**
   * Keeps a new command. Throws NotFoundError without that device at that plant; ConflictError when the device is
   * disabled or has too many open commands.
   */
  async add({ plant, device, action, by, why, validUntil }: NewCommandRecord): Promise<DeviceCommandRecord> {
    const attempt = `Cannot ask anything of device ${quote(device)}`;
    const signature = { by, ...(why !== null && { why }) };
    return await this.#ledger.change(signature, attempt, async (db, page) => {
      const { now } = page;
      const known = await requireDevice(db, plant, device, attempt);
      if (known.enabled !== 1) throw new ConflictError(`${attempt}: it is disabled and cannot log in`);
      const { open, last } = await db
        .selectFrom('device_commands')
        .select(({ fn, eb }) => [
          fn.max('number').as('last'),
          fn
            .countAll<number>()
            .filterWhere(eb.and([eb('answered_at', 'is', null), eb('valid_until', '>', now)]))
            .as('open'),
        ])
        .where('device', '=', device)
        .executeTakeFirstOrThrow();
      if (Number(open) >= MAX_OPEN) {
        throw new ConflictError(
          `${attempt}: ${open} commands are open already; wait until it has answered or they expire`,
        );
      }
      const number = (last ?? 0) + 1;
      const row = {
        id: randomUUID(),
        plant,
        device,
        number,
        action: JSON.stringify(action),
        requested_by: by,
        reason: why,
        created_at: now,
        valid_until: validUntil,
        times_sent: 0,
        sent_at: null,
        delivered_at: null,
        answered_at: null,
        reply: null,
      };
      await db.insertInto('device_commands').values(row).execute();
      await db
        .deleteFrom('device_commands')
        .where('device', '=', device)
        .where('number', '<=', number - KEPT)
        .execute();
      await page.note({
        action: 'device.command',
        plant,
        subject: `device/${device}`,
        before: null,
        after: { id: row.id, action, validUntil },
      });
      return toRecord(row);
    });
  }

  /** The commands of a device, newest first. Throws NotFoundError without that device at that plant. */
  async list(plant: string, device: string): Promise<readonly DeviceCommandRecord[]> {
    const rows = await this.#db
      .selectFrom('device_commands')
      .selectAll()
      .where('plant', '=', plant)
      .where('device', '=', device)
      .orderBy('number', 'desc')
      .execute();
    if (rows.length === 0) await requireDevice(this.#db, plant, device, 'Cannot list commands');
    return rows.map(toRecord);
  }

  /** Throws NotFoundError. */
  async get(plant: string, device: string, id: string): Promise<DeviceCommandRecord> {
    const row = await this.#db
      .selectFrom('device_commands')
      .selectAll()
      .where('id', '=', id)
      .where('plant', '=', plant)
      .where('device', '=', device)
      .executeTakeFirst();
    if (row !== undefined) return toRecord(row);
    await requireDevice(this.#db, plant, device, 'Cannot read the command');
    throw new NotFoundError(`There is no command ${quote(id)} to device ${quote(device)}`);
  }

  /** Commands without an answer that were valid at `since` or later, of one device or all, oldest first. */
  async unanswered(since: number, device?: string): Promise<readonly DeviceCommandRecord[]> {
    const rows = await this.#db
      .selectFrom('device_commands')
      .selectAll()
      .where('answered_at', 'is', null)
      .where('valid_until', '>', since)
      .$if(device !== undefined, (query) => query.where('device', '=', device ?? ''))
      .orderBy('device')
      .orderBy('number')
      .execute();
    return rows.map(toRecord);
  }

  /** It was written to the device's connection. */
  async noteSent(id: string): Promise<void> {
    const now = this.#clock();
    await this.#db
      .updateTable('device_commands')
      .set((row) => ({ sent_at: now, times_sent: row('times_sent', '+', 1) }))
      .where('id', '=', id)
      .execute();
  }

  /** The device acknowledged the message. */
  async noteDelivered(id: string): Promise<void> {
    await this.#noteFirst(id, 'delivered_at', { delivered_at: this.#clock() });
  }

  /** The device answered, at `at`; its first answer stays. */
  async noteAnswered(id: string, at: number, reply: CommandReply): Promise<void> {
    await this.#noteFirst(id, 'answered_at', { answered_at: at, reply: JSON.stringify(reply) });
  }

  async #noteFirst(
    id: string,
    unless: 'delivered_at' | 'answered_at',
    change: Updateable<DeviceCommandTable>,
  ): Promise<void> {
    await this.#db
      .updateTable('device_commands')
      .set(change)
      .where('id', '=', id)
      .where(unless, 'is', null)
      .execute();
  }
}

async function requireDevice(db: Kysely<Tables>, plant: string, device: string, attempt: string) {
  const found = await db
    .selectFrom('devices')
    .select('enabled')
    .where('id', '=', device)
    .where('plant', '=', plant)
    .executeTakeFirst();
  if (found !== undefined) return found;
  throw new NotFoundError(`${attempt}: there is no device ${quote(device)} at plant ${quote(plant)}`);
}

function toRecord(row: Selectable<DeviceCommandTable>): DeviceCommandRecord {
  return {
    id: row.id,
    plant: row.plant,
    device: row.device,
    action: DeviceAction.parse(JSON.parse(row.action)),
    by: row.requested_by,
    why: row.reason,
    createdAt: row.created_at,
    validUntil: row.valid_until,
    timesSent: row.times_sent,
    sentAt: row.sent_at,
    deliveredAt: row.delivered_at,
    answeredAt: row.answered_at,
    reply: row.reply === null ? null : CommandReply.parse(JSON.parse(row.reply)),
  };
}
