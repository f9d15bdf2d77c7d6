import {
  DeviceSchedule,
  InvalidInputError,
  type NewDeviceSchedule,
  NotFoundError,
  type ParameterId,
  type Signature,
} from '@banyu/contracts';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { heldAt } from './as-of.ts';
import type { Ledger, Page } from './audit/ledger.ts';
import { refuseLocked } from './corrections/locks.ts';
import { parseInput, quote } from './parse-input.ts';
import { requirePlant } from './points.ts';
import { expectedIntervals } from './quality/expected-intervals.ts';
import { faultsOfSchedule } from './quality/faults-by-schedules.ts';
import { queueRequalification } from './quality/requalification-queue.ts';
import { toEntry } from './quality/settings.ts';
import type { DeviceScheduleTable, Tables } from './tables.ts';

/** What is expected of a device from `schedule.from` on, and who said so. Instants are Unix ms. */
export interface SetSchedule {
  readonly device: string;
  readonly schedule: DeviceSchedule;
  readonly recordedAt: number;
  readonly recordedBy: string;
  readonly why: string;
}

export interface SetScheduleOptions {
  /** The caller knows that nothing of the device is stored yet: no reading is due to be judged again. */
  readonly nothingStored?: boolean;
}

/** The time that a change of schedules is about, and who stands where; `to` null: without end. */
interface Changed {
  readonly plant: string;
  readonly point: string;
  readonly device: string;
  readonly from: number;
  readonly to: number | null;
}

/**
 * What is expected of devices, dated: each schedule holds from its instant until the next one's. One that is set again
 * for the same instant supersedes the one before, which stays on record. Quality tests count by the interval, so readings
 * that are stored of a time with another one now are due to be judged again. Methods throw InvalidInputError, NotFoundError,
 * or ConflictError when an approval stands in the way.
 */
export class Schedules {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /** Sets what is expected of the device from `input.from` on, past, present or planned. */
  async set(
    device: string,
    input: NewDeviceSchedule,
    signature: Signature,
    { nothingStored = false }: SetScheduleOptions = {},
  ): Promise<SetSchedule> {
    const attempt = `Cannot set the schedule of device ${quote(device)}`;
    const schedule = parseInput(DeviceSchedule, input, attempt);
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const changed = await changeable(db, device, schedule.from, attempt);
      const holding = await holdingAt(db, device, schedule.from);
      const before = await endCurrent(db, device, schedule.from, page);
      const row = { ...toRow(device, schedule, (before?.version ?? 0) + 1), ...signed(page) };
      await db.insertInto('device_schedules').values(row).execute();
      await refuseBlind(db, changed, attempt);
      if (!nothingStored && differ(holding, row)) await queueRejudging(db, page, changed);
      const after = toSetSchedule(row);
      const isSuperseded = before !== undefined && before.ended_at === null;
      await page.note({
        action: 'schedule.set',
        plant: changed.plant,
        subject: `device/${device}`,
        before: isSuperseded ? toSetSchedule(before) : null,
        after,
      });
      return after;
    });
  }

  /** Takes back a schedule that should not be: what was set before it holds on. */
  async withdraw(device: string, from: number, signature: Signature): Promise<void> {
    const attempt = `Cannot withdraw a schedule of device ${quote(device)}`;
    await this.#ledger.signed(signature, attempt, async (db, page) => {
      const changed = await changeable(db, device, from, attempt);
      const before = await endCurrent(db, device, from, page);
      if (before === undefined || before.ended_at !== null) {
        throw new NotFoundError(`${attempt}: none begins at ${new Date(from).toISOString()}`);
      }
      if (differ(before, await holdingAt(db, device, from))) await queueRejudging(db, page, changed);
      await page.note({
        action: 'schedule.withdraw',
        plant: changed.plant,
        subject: `device/${device}`,
        before: toSetSchedule(before),
        after: null,
      });
    });
  }

  /** The schedules of a plant's devices that hold, or held `asOf`, by device and ascending in `from`. */
  async list(query: {
    readonly plant: string;
    readonly device?: string;
    readonly asOf?: number;
  }): Promise<readonly SetSchedule[]> {
    const { plant, device, asOf } = query;
    await requirePlant(this.#db, plant, 'Cannot list schedules');
    const rows = await this.#db
      .selectFrom('device_schedules')
      .selectAll()
      .where('device', 'in', (from) => from.selectFrom('devices').select('id').where('plant', '=', plant))
      .$if(device !== undefined, (select) => select.where('device', '=', device ?? ''))
      .where(heldAt(asOf))
      .orderBy('device')
      .orderBy('begins')
      .execute();
    return rows.map(toSetSchedule);
  }
}

/** Ends what holds from that instant on; gives the newest version of it, as it was. */
async function endCurrent(
  db: Transaction<Tables>,
  device: string,
  begins: number,
  page: Page<string>,
): Promise<Selectable<DeviceScheduleTable> | undefined> {
  const newest = await db
    .selectFrom('device_schedules')
    .selectAll()
    .where('device', '=', device)
    .where('begins', '=', begins)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  await db
    .updateTable('device_schedules')
    .set({ ended_at: page.now })
    .where('device', '=', device)
    .where('begins', '=', begins)
    .where('ended_at', 'is', null)
    .execute();
  return newest;
}

/** Refuses a schedule whose interval is too long, or too short, for windows that somebody has set. */
async function refuseBlind(db: Transaction<Tables>, changed: Changed, attempt: string): Promise<void> {
  const rows = await db
    .selectFrom('quality_settings')
    .selectAll()
    .where('plant', '=', changed.plant)
    .orderBy('id')
    .execute();
  const [first, ...more] = await faultsOfSchedule(db, changed, rows.map(toEntry));
  if (first === undefined) return;
  const rest = more.length === 0 ? '' : `, and ${more.length} more like it`;
  throw new InvalidInputError(
    `${attempt}: quality settings that are set do not go with its interval: ${first.field}: ${first.message}${rest}; ` +
      'change these settings first, "banyu quality history" lists them',
    { field: 'schedule.intervalMs' },
  );
}

/** The schedule that holds at that instant. */
async function holdingAt(
  db: Transaction<Tables>,
  device: string,
  t: number,
): Promise<Selectable<DeviceScheduleTable> | undefined> {
  return await db
    .selectFrom('device_schedules')
    .selectAll()
    .where('device', '=', device)
    .where('begins', '<=', t)
    .where('ended_at', 'is', null)
    .orderBy('begins', 'desc')
    .limit(1)
    .executeTakeFirst();
}

type Expected = Pick<Selectable<DeviceScheduleTable>, 'begins' | 'parameters' | 'interval_ms'>;

/** Whether the tests count any parameter by another interval under the one than under the other. */
function differ(a: Expected | undefined, b: Expected | undefined): boolean {
  const parameters: readonly string[] = [a, b].flatMap((each) => JSON.parse(each?.parameters ?? '[]'));
  const interval = (each: Expected | undefined, parameter: string): number | null =>
    expectedIntervals(each === undefined ? [] : [each], parameter)[0]?.intervalSeconds ?? null;
  return parameters.some((parameter) => interval(a, parameter) !== interval(b, parameter));
}

async function queueRejudging(db: Transaction<Tables>, page: Page<string>, changed: Changed): Promise<void> {
  const { from, to, device, ...place } = changed;
  const scope = { ...place, device, parameter: null };
  await queueRequalification(db, page, { scope, from, to, cause: `device/${device}` });
}

/** What a change from then on is about; throws when there is no such device, or something was approved of what the change is about. */
async function changeable(
  db: Kysely<Tables>,
  device: string,
  from: number,
  attempt: string,
): Promise<Changed> {
  const row = await db
    .selectFrom('devices')
    .select(['plant', 'point'])
    .where('id', '=', device)
    .executeTakeFirst();
  if (row === undefined) throw new NotFoundError(`${attempt}: there is no such device`);
  const next = await db
    .selectFrom('device_schedules')
    .select((select) => select.fn.min('begins').as('begins'))
    .where('device', '=', device)
    .where('begins', '>', from)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const to = next?.begins ?? null;
  await refuseLocked(db, { ...row, parameter: null }, from, to, attempt);
  return { ...row, device, from, to };
}

function signed(page: Page<string>) {
  return { created_at: page.now, created_by: page.by, why: page.why, ended_at: null };
}

function toRow(device: string, schedule: DeviceSchedule, version: number) {
  return {
    device,
    begins: schedule.from,
    version,
    parameters: JSON.stringify(schedule.parameters),
    interval_ms: schedule.intervalMs,
    offset_ms: schedule.offsetMs,
    sends_every_ms: schedule.sendsEveryMs,
    late_after_ms: schedule.lateAfterMs,
  };
}

export function toSetSchedule(row: Selectable<DeviceScheduleTable>): SetSchedule {
  return {
    device: row.device,
    schedule: {
      from: row.begins,
      parameters: JSON.parse(row.parameters) as readonly ParameterId[],
      intervalMs: row.interval_ms,
      offsetMs: row.offset_ms,
      sendsEveryMs: row.sends_every_ms,
      lateAfterMs: row.late_after_ms,
    },
    recordedAt: row.created_at,
    recordedBy: row.created_by,
    why: row.why,
  };
}
