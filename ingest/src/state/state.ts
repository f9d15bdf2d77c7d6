import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction } from '../in-transaction.ts';
import type { JournalCursor } from '../journal/lane.ts';
import type { Changes } from './changes.ts';
import { openStateDatabase } from './database.ts';
import { DeviceTable } from './devices.ts';
import { EventTable } from './events.ts';
import { PlantFindingTable } from './plant-findings.ts';
import { PlantHourTable } from './plant-hours.ts';
import { ReceiptTable } from './receipts.ts';
import { RejectTable } from './rejects.ts';
import { SignedMessageTable } from './signed-messages.ts';
import { SlotFacts } from './slot-facts.ts';

/** How much is kept. Counts are kept for ever. */
export interface StateLimits {
  readonly rejects: number;
  readonly events: number;
}

/** What ingest remembers beside the readings. Everything a batch leaves moves with the cursor, in one transaction. */
export class State {
  readonly rejects: RejectTable;
  readonly events: EventTable;
  readonly devices: DeviceTable;
  readonly receipts: ReceiptTable;
  readonly signed: SignedMessageTable;
  readonly slotFacts: SlotFacts;
  readonly plantHours: PlantHourTable;
  readonly plantFindings: PlantFindingTable;
  readonly #database: DatabaseSync;
  readonly #journal: string;
  readonly #saveCursor: StatementSync;
  #cursor: JournalCursor;

  /** `journal` names the journal that the cursor is for; of one that it never saw, nothing is stored yet. `now` in Unix ms. */
  constructor(directory: string, journal: string, limits: StateLimits, now: number) {
    this.#database = openStateDatabase(directory);
    this.rejects = new RejectTable(this.#database, limits.rejects);
    this.events = new EventTable(this.#database, limits.events);
    this.devices = new DeviceTable(this.#database);
    this.receipts = new ReceiptTable(this.#database, now);
    this.signed = new SignedMessageTable(this.#database);
    this.slotFacts = new SlotFacts(this.#database);
    this.plantHours = new PlantHourTable(this.#database);
    this.plantFindings = new PlantFindingTable(this.#database);
    this.#journal = journal;
    this.#saveCursor = this.#database.prepare(
      `INSERT INTO cursor (journal, live, backlog) VALUES (?, ?, ?)
       ON CONFLICT (journal) DO UPDATE SET live = excluded.live, backlog = excluded.backlog`,
    );
    const row = this.#database.prepare('SELECT live, backlog FROM cursor WHERE journal = ?').get(journal);
    this.#cursor = { live: Number(row?.live ?? 0), backlog: Number(row?.backlog ?? 0) };
  }

  /** How far the journal is stored, and all that came of it kept. */
  get cursor(): JournalCursor {
    return this.#cursor;
  }

  /** On disk when it returns; throws, and nothing is changed, when it fails. */
  commit(changes: Changes): void {
    const cursor = changes.cursorFrom(this.#cursor);
    const write = () => {
      this.rejects.add(changes.rejects);
      this.events.add(changes.events);
      this.devices.add(changes.devices);
      this.receipts.add(changes.receipts);
      this.signed.add(changes.signed);
      this.plantHours.add(changes.hours);
      this.#saveCursor.run(this.#journal, cursor.live, cursor.backlog);
    };
    inTransaction(this.#database, write, () => this.plantHours.reload());
    this.#cursor = cursor;
  }

  close(): void {
    this.#database.close();
  }
}
