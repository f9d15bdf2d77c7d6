import { DatabaseSync } from 'node:sqlite';
import type { PlantCheck, QualitySettings, ReadingBatch, SeriesKey } from '@banyu/contracts';
import { openMemoryStore, type Store } from '@banyu/store';
import { ReadingColumns } from '../../src/columns.ts';
import { PlantChecks } from '../../src/quality/plant/plant-checks.ts';
import type { PlantFinding } from '../../src/quality/plant/plant-finding.ts';
import { noteHours, noteRange, type PlantHours } from '../../src/quality/plant/plant-hours.ts';
import { withoutPlantMarks } from '../../src/quality/plant/plant-marks.ts';
import { QualityStage } from '../../src/quality/quality-stage.ts';
import { requalify } from '../../src/quality/requalify.ts';
import type { QualityDirectory } from '../../src/quality/settings/quality-directory.ts';
import { PlantFindingTable } from '../../src/state/plant-findings.ts';
import { PlantHourTable } from '../../src/state/plant-hours.ts';
import { settingsWith } from './judging.ts';

export const PLANT = 'p';

/** A reading of the plant, before it is judged. */
export interface Measured {
  readonly point: string;
  readonly device: string;
  readonly parameter: string;
  readonly t: number;
  readonly value: number;
}

/** By `<point> <parameter>`; what is left out has none. */
export type ChecksOf = Readonly<Record<string, readonly PlantCheck[]>>;

export function plantDirectory(
  checks: ChecksOf,
  change: Partial<QualitySettings> = {},
  timeZone = 'Asia/Jakarta',
): QualityDirectory {
  const made = new Map<string, ReturnType<QualityDirectory['settings']>>();
  return {
    settings: ({ point, parameter }) => {
      const name = `${point} ${parameter}`;
      const settings = settingsWith({ intervalSeconds: 3_600, ...change, plantChecks: checks[name] ?? [] });
      const dated = made.get(name) ?? [{ from: 0, version: 1_000, settings }];
      made.set(name, dated);
      return dated;
    },
    serviceWindows: () => [],
    timeZone: () => timeZone,
    changed: () => 0,
  };
}

/** The stream and the rounds beside it, as the pipeline puts them together. */
export class PlantJudging {
  readonly store: Store = openMemoryStore();
  readonly #directory: QualityDirectory;
  readonly #database = new DatabaseSync(':memory:');
  readonly #findings = new PlantFindingTable(this.#database);
  #hours = new PlantHourTable(this.#database);
  #stage: QualityStage;
  #now = 0;

  constructor(directory: QualityDirectory) {
    this.#directory = directory;
    this.#stage = this.#open();
  }

  restart(): void {
    this.#stage = this.#open();
    this.#hours = new PlantHourTable(this.#database);
  }

  async send(measured: readonly Measured[]): Promise<void> {
    const batch = batchOf(measured);
    const judged = await this.#stage.judge(batch);
    await this.store.write(batch);
    const changed: PlantHours = new Map();
    noteHours(batch, changed);
    if (judged !== 'aborted' && judged.completed !== undefined) {
      await this.store.reflag(judged.completed);
      noteHours(judged.completed, changed);
    }
    this.#hours.add(changed);
  }

  /** Compares what is over by `now`, Unix ms. */
  async round(now: number): Promise<void> {
    this.#now = now;
    const done = await new PlantChecks({
      ...{ hours: this.#hours, findings: this.#findings, store: this.store, directory: this.#directory },
      ask: (question) => question(),
      reflag: (batch) => this.#reflag(batch),
      onChanged: () => undefined,
      turn: (_, work) => work(),
      clock: () => this.#now,
    }).round();
    if (!done) throw new Error('given up');
  }

  async requalify(now: number): Promise<void> {
    const held = await this.store.coverage({ from: 0, to: 8.64e15 });
    await requalify(
      { plant: PLANT, from: 0, to: 8.64e15, dryRun: false },
      {
        stage: this.#stage,
        store: this.store,
        ask: (question) => question(),
        reflag: (batch) => this.#reflag(batch),
        onChanged: () => undefined,
        turn: (_, work) => work(),
        onProgress: () => undefined,
      },
    );
    const hours: PlantHours = new Map();
    for (const { plant, first, last } of held) noteRange(plant, first, last, hours);
    this.#hours.note(hours);
    await this.round(now);
  }

  findings(): readonly PlantFinding[] {
    return this.#findings.page({ plant: PLANT, from: 0, to: 8.64e15, limit: 100_000 });
  }

  /** By series and time, without when it was received. */
  async flags(): Promise<readonly string[]> {
    const readings = await this.store.readings({ from: 0, to: 8.64e15, limit: 1_000_000 });
    return readings
      .map(
        ({ point, device, parameter, t, flag, tests }) =>
          `${point} ${device} ${parameter} ${t}: ${flag} ${tests}`,
      )
      .sort();
  }

  async #reflag(batch: ReadingBatch): Promise<boolean> {
    return (await this.store.reflag(batch)).status === 'reflagged';
  }

  #open(): QualityStage {
    return new QualityStage({
      store: withoutPlantMarks(this.store),
      directory: this.#directory,
      keptEvents: () => [],
      ask: (question) => question(),
    });
  }
}

function batchOf(measured: readonly Measured[]): ReadingBatch {
  const columns = new ReadingColumns();
  const slots = new Map<string, { key: SeriesKey; columns: ReadingColumns | undefined; index: number }>();
  for (const { point, device, parameter, t, value } of measured) {
    const key = { plant: PLANT, point, device, parameter };
    const name = Object.values(key).join(' ');
    const slot = slots.get(name) ?? { key, columns: undefined, index: 0 };
    slots.set(name, slot);
    columns.add(slot, t, value, t);
  }
  return columns.view();
}
