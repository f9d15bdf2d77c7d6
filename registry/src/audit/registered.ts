import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import { toCorrection } from '../corrections/corrections.ts';
import { toReview } from '../corrections/read-reviews.ts';
import { toResult, toSample } from '../laboratory/read-samples.ts';
import { toPlant } from '../plants.ts';
import { toPoint } from '../points.ts';
import { toDeclared } from '../quality/service-windows.ts';
import { toVersion } from '../quality/settings.ts';
import { toSetSchedule } from '../schedules.ts';
import type { Tables } from '../tables.ts';
import type { Noted, NotedVersions } from './noted.ts';

/** Something that is registered otherwise than the audit trail says. */
export interface Discrepancy {
  /** What, as the trail names it; of what has versions, the version at its end. */
  readonly subject: string;
  /** `changed`: facts of it; `added`: the trail does not have it; `missing`: only the trail has it. */
  readonly what: 'changed' | 'added' | 'missing';
  /** The facts that differ, by name. */
  readonly facts: readonly string[];
}

/** What is registered against the trail's entries, and how much that was. */
export async function compareWithTrail(
  db: Kysely<Tables>,
  trail: NotedVersions,
): Promise<{ readonly compared: number; readonly discrepancies: readonly Discrepancy[] }> {
  const registered = await readRegistered(db);
  const discrepancies: Discrepancy[] = [];
  for (const [subject, { facts, held }] of registered) {
    const noted = trail.versions.get(subject);
    if (noted === undefined) {
      discrepancies.push({ subject, what: 'added', facts: [] });
      continue;
    }
    const different = Object.keys(noted.facts).filter(
      (name) => name in facts && !isDeepStrictEqual(asWritten(facts[name]), asWritten(noted.facts[name])),
    );
    if (held !== noted.held) different.push('endedAt');
    if (different.length > 0) discrepancies.push({ subject, what: 'changed', facts: different });
  }
  for (const subject of trail.versions.keys()) {
    if (!registered.has(subject)) discrepancies.push({ subject, what: 'missing', facts: [] });
  }
  return { compared: registered.size, discrepancies };
}

/** Every version of what can alter a published number, by the key that `NotedVersions` gives it. */
async function readRegistered(db: Kysely<Tables>): Promise<ReadonlyMap<string, Noted>> {
  const [plants, points, corrections, reviews, windows, settings, schedules, samples, results] =
    await Promise.all([
      db.selectFrom('plants').selectAll().execute(),
      db.selectFrom('points').selectAll().execute(),
      db.selectFrom('corrections').selectAll().execute(),
      db.selectFrom('reviews').selectAll().execute(),
      db.selectFrom('service_windows').selectAll().execute(),
      db.selectFrom('quality_settings').selectAll().execute(),
      db.selectFrom('device_schedules').selectAll().execute(),
      db.selectFrom('samples').selectAll().execute(),
      db.selectFrom('results').selectAll().execute(),
    ]);
  const registered = new Map<string, Noted>();
  const add = (key: string, all: object, held: boolean): void => {
    // When a version ended is no fact of its own: whether it holds is compared.
    const { endedAt: _, ...facts } = { ...all, endedAt: null };
    registered.set(key, { facts, held });
  };
  for (const row of plants) {
    const { points: _, ...plant } = toPlant(row, []);
    add(`plant/${row.id}`, plant, true);
  }
  for (const row of points) add(`point/${row.plant}/${row.id}`, toPoint(row), true);
  for (const row of corrections) add(`correction/${row.id}`, toCorrection(row), true);
  for (const row of reviews) add(`review/${row.id}`, toReview(row), true);
  for (const row of settings) {
    const version = toVersion(row);
    add(`settings/${version.version}`, version, true);
  }
  for (const row of windows) add(`window/${row.id}/${row.version}`, toDeclared(row), row.ended_at === null);
  for (const row of schedules) {
    add(`schedule/${row.device}/${row.begins}/${row.version}`, toSetSchedule(row), row.ended_at === null);
  }
  for (const row of samples)
    add(`sample/${row.plant}/${row.id}/${row.version}`, toSample(row), row.ended_at === null);
  for (const row of results) {
    const key = `sample/${row.plant}/${row.sample} ${row.parameter}/${row.version}`;
    add(key, toResult(row), row.ended_at === null);
  }
  return registered;
}

/** As it comes back from JSON: a field that is undefined is not there. */
function asWritten(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
