import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction } from '../in-transaction.ts';
import type { PlantHours } from '../quality/plant/plant-hours.ts';

/**
 * The hours of each plant whose readings its devices are still to be compared in. An hour that is taken stays on disk until
 * that is done, unless it changed meanwhile.
 */
export class PlantHourTable {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #all: StatementSync;
  /** What is on disk, without what is taken: a reading more of a known hour writes nothing. */
  #open: PlantHours = new Map();

  constructor(database: DatabaseSync) {
    database.exec(`
      CREATE TABLE IF NOT EXISTS plant_hour (
        plant TEXT NOT NULL, hour INTEGER NOT NULL, PRIMARY KEY (plant, hour)
      ) STRICT, WITHOUT ROWID;
    `);
    this.#database = database;
    this.#insert = database.prepare('INSERT OR IGNORE INTO plant_hour VALUES (?, ?)');
    this.#delete = database.prepare('DELETE FROM plant_hour WHERE plant = ? AND hour = ?');
    this.#all = database.prepare('SELECT plant, hour FROM plant_hour ORDER BY plant, hour');
    this.reload();
  }

  /** In the transaction of whoever calls; when that is undone, `reload`. */
  add(hours: PlantHours): void {
    for (const [plant, ofPlant] of hours) {
      const open = this.#of(plant);
      for (const hour of ofPlant) {
        if (open.has(hour)) continue;
        this.#insert.run(plant, hour);
        open.add(hour);
      }
    }
  }

  /** As `add`, on disk when it returns. */
  note(hours: PlantHours): void {
    inTransaction(
      this.#database,
      () => this.add(hours),
      () => this.reload(),
    );
  }

  reload(): void {
    this.#open = new Map();
    for (const { plant, hour } of this.#all.all()) this.#of(String(plant)).add(Number(hour));
  }

  plants(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** Ascending. */
  hours(plant: string): readonly number[] {
    return [...(this.#open.get(plant) ?? [])].sort((a, b) => a - b);
  }

  /** To be called before the readings of these hours are read. */
  take(plant: string, hours: readonly number[]): void {
    const open = this.#open.get(plant);
    for (const hour of hours) open?.delete(hour);
    if (open?.size === 0) this.#open.delete(plant);
  }

  /** What was taken is done; what changed meanwhile stays. */
  done(plant: string, hours: readonly number[]): void {
    const open = this.#open.get(plant);
    for (const hour of hours) if (open?.has(hour) !== true) this.#delete.run(plant, hour);
  }

  #of(plant: string): Set<number> {
    const known = this.#open.get(plant);
    if (known !== undefined) return known;
    const made = new Set<number>();
    this.#open.set(plant, made);
    return made;
  }
}
