import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DeviceEvent, Reject } from '@banyu/contracts';

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
  readonly kind: Extract<DeviceEvent['kind'], (typeof POWER_KINDS)[number]>;
}

/** What a device said of work on its sensors, of one parameter or (null) of all; `t` by its own clock, Unix ms. */
export interface ServiceFact {
  readonly device: string;
  readonly t: number;
  readonly kind: Extract<DeviceEvent['kind'], (typeof SERVICE_KINDS)[number]>;
  readonly parameter: string | null;
}

const POWER_KINDS = ['power-lost', 'power-restored', 'reboot'] as const;
const SERVICE_KINDS = [
  'calibration-begun',
  'calibration-ended',
  'cleaning-begun',
  'cleaning-ended',
  'maintenance-begun',
  'maintenance-ended',
] as const;

/** Events of a question, the newest; more than that is a device gone wild. */
const MOST_EVENTS = 10_000;

/** What of the kept rejects and events tells why a time has no reading. */
export class SlotFacts {
  readonly #rejects: StatementSync;
  readonly #power: StatementSync;
  readonly #service: StatementSync;

  constructor(database: DatabaseSync) {
    database.exec(`
      CREATE INDEX IF NOT EXISTS reject_received ON reject (plant, receivedAt);
      CREATE INDEX IF NOT EXISTS event_power ON event (plant, t)
        WHERE kind IN (${quoted(POWER_KINDS)});
      CREATE INDEX IF NOT EXISTS event_service ON event (plant, t)
        WHERE kind IN (${quoted(SERVICE_KINDS)});
    `);
    this.#rejects = database.prepare(`
      SELECT device, receivedAt, t, parameter, reason FROM reject
      WHERE plant = ? AND receivedAt >= ? AND (receivedAt < ? OR (t >= ? AND t < ?))
      ORDER BY id
    `);
    this.#power = database.prepare(`
      SELECT device, t, kind FROM event
      WHERE plant = ? AND t >= ? AND t < ? AND kind IN (${quoted(POWER_KINDS)})
      ORDER BY t DESC, id DESC LIMIT ${MOST_EVENTS}
    `);
    this.#service = database.prepare(`
      SELECT device, t, kind, parameter FROM event
      WHERE plant = ? AND t >= ? AND t < ? AND kind IN (${quoted(SERVICE_KINDS)})
      ORDER BY t DESC, id DESC LIMIT ${MOST_EVENTS}
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

  /** Ascending in time. */
  service({ plant, from, to }: SlotFactQuery): ServiceFact[] {
    return this.#service.all(plant, from, to).reverse() as unknown as ServiceFact[];
  }
}

function quoted(kinds: readonly string[]): string {
  return kinds.map((kind) => `'${kind}'`).join(', ');
}
