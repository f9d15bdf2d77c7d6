import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Reject } from '@banyu/contracts';

/** Of which plant and when: from ≤ t < to, Unix ms. */
export interface SlotFactQuery {
  readonly plant: string;
  readonly from: number;
  readonly to: number;
}

/** A reject, as far as it says for which time nothing was stored. */
export type RejectFact = Pick<Reject, 'device' | 'receivedAt' | 't' | 'parameter' | 'reason'>;

/** What a device said of its power; `t` by its own clock, Unix ms. */
export interface PowerFact {
  readonly device: string;
  readonly t: number;
  readonly kind: 'power-lost' | 'power-restored' | 'reboot';
}

/** Power events of a question, the newest; more than that is a device gone wild. */
const POWER_EVENTS = 10_000;

/** What of the kept rejects and events tells why a time has no reading. */
export class SlotFacts {
  readonly #rejects: StatementSync;
  readonly #power: StatementSync;

  constructor(database: DatabaseSync) {
    database.exec(`
      CREATE INDEX IF NOT EXISTS reject_received ON reject (plant, receivedAt);
      CREATE INDEX IF NOT EXISTS event_power ON event (plant, t)
        WHERE kind IN ('power-lost', 'power-restored', 'reboot');
    `);
    this.#rejects = database.prepare(`
      SELECT device, receivedAt, t, parameter, reason FROM reject
      WHERE plant = ? AND receivedAt >= ? AND (receivedAt < ? OR (t >= ? AND t < ?))
      ORDER BY id
    `);
    this.#power = database.prepare(`
      SELECT device, t, kind FROM event
      WHERE plant = ? AND t >= ? AND t < ? AND kind IN ('power-lost', 'power-restored', 'reboot')
      ORDER BY t DESC LIMIT ${POWER_EVENTS}
    `);
  }

  /** Rejects that came then, or later of samples of that time, in the order they came. */
  rejects({ plant, from, to }: SlotFactQuery): RejectFact[] {
    return this.#rejects.all(plant, from, to, from, to) as unknown as RejectFact[];
  }

  /** Ascending in time. */
  power({ plant, from, to }: SlotFactQuery): PowerFact[] {
    return this.#power.all(plant, from, to).reverse() as unknown as PowerFact[];
  }
}
