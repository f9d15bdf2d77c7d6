import type { Batch } from '../batch.ts';
import { DeviceNewsBook } from '../device-news.ts';
import type { NewEvent } from '../events.ts';
import { type JournalCursor, LANES, type Lane } from '../journal/lane.ts';
import { absorbHours, type PlantHours } from '../quality/plant/plant-hours.ts';
import { Receipts } from '../receipts.ts';
import { Rejects } from '../rejects.ts';
import type { SignedTelemetry } from './signed-messages.ts';

/** What stored batches leave behind, gathered until the next checkpoint. */
export class Changes {
  readonly rejects = new Rejects();
  readonly events: NewEvent[] = [];
  readonly devices = new DeviceNewsBook();
  readonly receipts = new Receipts();
  readonly signed: SignedTelemetry[] = [];
  readonly hours: PlantHours = new Map();
  readonly through: Partial<Record<Lane, number>> = {};

  add(lane: Lane, batch: Batch): void {
    this.rejects.absorb(batch.rejects);
    for (const event of batch.events) this.events.push(event);
    this.devices.absorb(batch.devices);
    this.receipts.absorb(batch.receipts);
    for (const message of batch.signed) this.signed.push(message);
    absorbHours(batch.hours, this.hours);
    this.through[lane] = batch.through;
  }

  get empty(): boolean {
    return LANES.every((lane) => this.through[lane] === undefined);
  }

  /** The cursor after these changes. */
  cursorFrom(before: JournalCursor): JournalCursor {
    return { ...before, ...this.through };
  }
}
