import { ReadingColumns } from './columns.ts';
import { DeviceNewsBook } from './device-news.ts';
import type { NewEvent } from './events.ts';
import type { PlantHours } from './quality/plant/plant-hours.ts';
import { Receipts } from './receipts.ts';
import { Rejects } from './rejects.ts';
import type { SignedTelemetry } from './state/signed-messages.ts';

/** At what size a batch goes to the store. A batch is whole journal entries, so it ends a little above. */
export interface BatchLimits {
  /** Readings, and what else is to be kept: rejects and events. */
  readonly rows: number;
  readonly payloadBytes: number;
}

/** What came out of one or several journal entries of a lane, on its way to the store. */
export class Batch {
  readonly columns = new ReadingColumns();
  readonly rejects = new Rejects();
  readonly events: NewEvent[] = [];
  readonly devices = new DeviceNewsBook();
  readonly receipts = new Receipts();
  readonly signed: SignedTelemetry[] = [];
  readonly hours: PlantHours = new Map();
  messages = 0;
  repeated = 0;
  payloadBytes = 0;
  /** The last journal entry in it, or before it while it is empty. */
  through: number;
  /** When its newest message was received, Unix ms. */
  receivedThrough = 0;
  /** When it was begun, on the monotonic clock, ms. */
  readonly begunAt = performance.now();

  constructor(through: number) {
    this.through = through;
  }

  isFull(limits: BatchLimits): boolean {
    const rows = this.columns.length + this.rejects.kept.length + this.events.length;
    return rows >= limits.rows || this.payloadBytes >= limits.payloadBytes;
  }

  ageMs(): number {
    return performance.now() - this.begunAt;
  }
}
