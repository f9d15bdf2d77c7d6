import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction } from '../in-transaction.ts';
import type { PlantFinding } from '../quality/plant/plant-finding.ts';

/** Of which plant and time: findings that overlap from ≤ t < to, Unix ms; at most `limit`. */
export interface PlantFindingQuery {
  readonly plant: string;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** So many of the newest days' findings are kept. */
const KEPT = 200_000;

/** What the devices of plants contradict each other in, day by day. */
export class PlantFindingTable {
  readonly #database: DatabaseSync;
  readonly #forget: StatementSync;
  readonly #insert: StatementSync;
  readonly #trim: StatementSync;
  readonly #page: StatementSync;
  readonly #ofDays: StatementSync;

  constructor(database: DatabaseSync) {
    database.exec(`
      CREATE TABLE IF NOT EXISTS plant_finding (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        plant TEXT NOT NULL, day INTEGER NOT NULL, begins INTEGER NOT NULL, ends INTEGER NOT NULL,
        finding TEXT NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS plant_finding_day ON plant_finding (plant, day);
      CREATE INDEX IF NOT EXISTS plant_finding_begins ON plant_finding (plant, begins);
    `);
    this.#database = database;
    this.#forget = database.prepare('DELETE FROM plant_finding WHERE plant = ? AND day >= ? AND day < ?');
    this.#insert = database.prepare(
      'INSERT INTO plant_finding (plant, day, begins, ends, finding) VALUES (?, ?, ?, ?, ?)',
    );
    this.#trim = database.prepare(
      `DELETE FROM plant_finding WHERE id <= (SELECT max(id) FROM plant_finding) - ${KEPT}`,
    );
    this.#page = database.prepare(
      `SELECT finding FROM plant_finding WHERE plant = ? AND ends > ? AND begins < ?
       ORDER BY begins DESC, id LIMIT ?`,
    );
    this.#ofDays = database.prepare(
      'SELECT day, finding FROM plant_finding WHERE plant = ? AND day >= ? AND day < ? ORDER BY id',
    );
  }

  /** Puts what was found of a day (begin ≤ t < end, Unix ms) in place of what was found of it before. On disk when it returns. */
  replace(plant: string, day: { begin: number; end: number }, findings: readonly PlantFinding[]): void {
    inTransaction(this.#database, () => {
      this.#forget.run(plant, day.begin, day.end);
      for (const finding of findings) {
        this.#insert.run(plant, day.begin, finding.from, finding.to, JSON.stringify(finding));
      }
      if (findings.length > 0) this.#trim.run();
    });
  }

  /** The latest first. */
  page({ plant, from, to, limit }: PlantFindingQuery): PlantFinding[] {
    return this.#page.all(plant, from, to, limit).map(toFinding);
  }

  /** Of the days that begin then, and which day it is. */
  ofDays(plant: string, from: number, to: number): { day: number; finding: PlantFinding }[] {
    return this.#ofDays
      .all(plant, from, to)
      .map((row) => ({ day: Number(row.day), finding: toFinding(row) }));
  }
}

function toFinding(row: { readonly finding?: unknown }): PlantFinding {
  return JSON.parse(String(row.finding)) as PlantFinding;
}
