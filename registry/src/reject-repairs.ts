import { type Reject, type RejectRepair, RepairedReading, type Signature } from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Ledger } from './audit/ledger.ts';
import { refuseLocked } from './corrections/locks.ts';
import { nextId } from './next-id.ts';
import { resolveScope } from './scope.ts';
import type { RejectRepairTable, Tables } from './tables.ts';

/** That somebody made readings of a reject. Instants are Unix ms. */
export interface RepairRecord {
  readonly id: number;
  /** The reject's number, and when it was received: both together name it, also after numbers began anew. */
  readonly reject: number;
  readonly receivedAt: number;
  readonly plant: string;
  readonly device: string;
  readonly repair: RejectRepair;
  readonly readings: readonly RepairedReading[];
  readonly at: number;
  readonly by: string;
  readonly why: string;
  /** When the readings lay in the journal; null: that is still to be done. */
  readonly submittedAt: number | null;
}

/** Which rejects were repaired, by whom and how: each once. */
export class RejectRepairs {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /**
   * Notes that readings are made of a reject; of one that was repaired before, gives what was noted then. Throws
   * NotFoundError without that device at that plant, ConflictError where an approval stands in the way.
   */
  async record(
    reject: Reject,
    { repair, readings }: Pick<RepairRecord, 'repair' | 'readings'>,
    signature: Signature,
  ): Promise<{ readonly record: RepairRecord; readonly isNew: boolean }> {
    const attempt = `Cannot repair reject ${reject.id}`;
    const { id: number, receivedAt, plant, device } = reject;
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const before = await db
        .selectFrom('reject_repairs')
        .selectAll()
        .where('reject', '=', number)
        .where('received_at', '=', receivedAt)
        .executeTakeFirst();
      if (before !== undefined) return { record: toRecord(before), isNew: false };
      for (const { parameter, t } of readings) {
        const scope = await resolveScope(db, { plant, device, parameter }, attempt);
        await refuseLocked(db, scope, t, t + 1, attempt);
      }
      const row = {
        id: await nextId(db, 'reject_repairs'),
        reject: number,
        received_at: receivedAt,
        plant,
        device,
        repair: JSON.stringify(repair),
        readings: JSON.stringify(readings),
        created_at: page.now,
        created_by: page.by,
        why: page.why,
        submitted_at: null,
      };
      await db.insertInto('reject_repairs').values(row).execute();
      const record = toRecord(row);
      await page.note({
        action: 'reject.repair',
        plant,
        subject: `reject/${number}`,
        before: reject,
        after: { repair, readings },
      });
      return { record, isNew: true };
    });
  }

  /** Notes that a repair's readings lie in the journal. */
  async submitted(id: number, at: number): Promise<void> {
    await this.#db.updateTable('reject_repairs').set({ submitted_at: at }).where('id', '=', id).execute();
  }

  /** Those whose readings are not known to lie in the journal, oldest first. */
  async pending(): Promise<readonly RepairRecord[]> {
    const rows = await this.#db
      .selectFrom('reject_repairs')
      .selectAll()
      .where('submitted_at', 'is', null)
      .orderBy('id')
      .execute();
    return rows.map(toRecord);
  }

  /** The repairs of some rejects, in any order. */
  async of(rejects: readonly Pick<Reject, 'id' | 'receivedAt'>[]): Promise<readonly RepairRecord[]> {
    if (rejects.length === 0) return [];
    const rows = await this.#db
      .selectFrom('reject_repairs')
      .selectAll()
      .where(
        'reject',
        'in',
        rejects.map(({ id }) => id),
      )
      .execute();
    const received = new Map(rejects.map(({ id, receivedAt }) => [id, receivedAt]));
    return rows.filter((row) => received.get(row.reject) === row.received_at).map(toRecord);
  }

  /** How many rejects were repaired and submitted, of all, of a plant or of a device. */
  async count(filter: { readonly plant?: string; readonly device?: string } = {}): Promise<number> {
    let select = this.#db
      .selectFrom('reject_repairs')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('submitted_at', 'is not', null);
    if (filter.plant !== undefined) select = select.where('plant', '=', filter.plant);
    if (filter.device !== undefined) select = select.where('device', '=', filter.device);
    return Number((await select.executeTakeFirst())?.n ?? 0);
  }
}

function toRecord(row: Selectable<RejectRepairTable>): RepairRecord {
  return {
    id: row.id,
    reject: row.reject,
    receivedAt: row.received_at,
    plant: row.plant,
    device: row.device,
    repair: JSON.parse(row.repair),
    readings: RepairedReading.array().parse(JSON.parse(row.readings)),
    at: row.created_at,
    by: row.created_by,
    why: row.why,
    submittedAt: row.submitted_at,
  };
}
