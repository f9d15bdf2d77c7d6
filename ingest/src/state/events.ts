import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { NewEvent } from '../events.ts';
import {
  EVENTS_PER_DEVICE,
  SERVICE_EVENT_KINDS,
  type ServiceEvent,
} from '../quality/service/service-book.ts';
import { type PageQuery, readPage } from './page.ts';

export interface EventQuery extends PageQuery {
  readonly kind?: NewEvent['kind'];
}

/** An event with its number. */
export interface StoredEvent extends NewEvent {
  readonly id: number;
}

export interface EventPage {
  /** Newest first. */
  readonly events: readonly StoredEvent[];
  /** Pass as `before` for the page after this one; null at the end. */
  readonly next: number | null;
}

/** What happened at the devices: the newest `keep` events. */
export class EventTable {
  readonly #database: DatabaseSync;
  readonly #keep: number;
  readonly #insert: StatementSync;
  readonly #trim: StatementSync;
  readonly #service: StatementSync;

  constructor(database: DatabaseSync, keep: number) {
    this.#database = database;
    this.#keep = keep;
    this.#insert = database.prepare(
      `INSERT INTO event (receivedAt, plant, device, kind, t, parameter, note, payload)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#trim = database.prepare('DELETE FROM event WHERE id <= ?');
    this.#service = database.prepare(
      `SELECT kind, t, parameter FROM event
       WHERE plant = ? AND device = ? AND t IS NOT NULL AND kind IN (${SERVICE_EVENT_KINDS.map((kind) => `'${kind}'`).join(', ')})
       ORDER BY id DESC LIMIT ?`,
    );
  }

  add(events: readonly NewEvent[]): void {
    let last = 0;
    for (const { receivedAt, plant, device, kind, t, parameter, note, payload } of events) {
      const { lastInsertRowid } = this.#insert.run(
        ...[receivedAt, plant, device, kind, t, parameter, note, payload],
      );
      last = Number(lastInsertRowid);
    }
    if (last > this.#keep) this.#trim.run(last - this.#keep);
  }

  /** The events of a device that are about service, the newest EVENTS_PER_DEVICE, in the order they came. */
  service(plant: string, device: string): ServiceEvent[] {
    return this.#service
      .all(plant, device, EVENTS_PER_DEVICE)
      .map(({ kind, t, parameter }) => ({ kind, t, parameter }) as unknown as ServiceEvent);
  }

  page(query: EventQuery): EventPage {
    const { rows, next } = readPage(this.#database, 'event', { ...query });
    return { events: rows.map((row) => row as unknown as StoredEvent), next };
  }
}
