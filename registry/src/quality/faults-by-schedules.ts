import { type InputIssue, type ParameterId, QualitySettings } from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import { covers } from '../scope.ts';
import type { DeviceScheduleTable, Tables } from '../tables.ts';
import { expectedIntervals } from './expected-intervals.ts';
import {
  isTreatedWater,
  type PlacedSeries,
  type SettingsEntry,
  settingsOverTime,
} from './layered-settings.ts';

type Schedule = Pick<Selectable<DeviceScheduleTable>, 'device' | 'begins' | 'parameters' | 'interval_ms'>;

/** What is wrong with settings of a parameter, each with its field. */
export function faultsOf(settings: QualitySettings, of: string): readonly InputIssue[] {
  const issues = QualitySettings.safeParse(settings).error?.issues ?? [];
  return issues.map(({ path, message }) => ({
    field: `settings.${path.map(String).join('.')}`,
    message: `for ${of}: ${message}`,
  }));
}

/** What is wrong with an entry, together with the others, by the intervals that the schedules of devices say. */
export async function faultsBySchedules(
  db: Kysely<Tables>,
  entry: SettingsEntry,
  others: readonly SettingsEntry[],
): Promise<readonly InputIssue[]> {
  const schedules = await schedulesIn(db, entry.scope.plant);
  const faults: InputIssue[] = [];
  for (const { series, intervals } of await scheduledSeries(db, entry.scope.plant, schedules)) {
    if (!covers(entry.scope, series)) continue;
    for (const { entries, refused } of settingsOverTime(series, [...others, entry], undefined, intervals)) {
      if (refused === undefined || !entries.includes(entry)) continue;
      faults.push(...faultsOf(refused, `${series.parameter} of ${series.device}, by its schedule`));
    }
  }
  return faults;
}

/** What is wrong with the settings of a device's series from then on up to `to`, by the schedules as they are now. */
export async function faultsOfSchedule(
  db: Kysely<Tables>,
  { plant, device, from, to }: { plant: string; device: string; from: number; to: number | null },
  entries: readonly SettingsEntry[],
): Promise<readonly InputIssue[]> {
  const schedules = (await schedulesIn(db, plant)).filter((each) => each.device === device);
  const faults: InputIssue[] = [];
  for (const { series, intervals } of await scheduledSeries(db, plant, schedules)) {
    const dated = settingsOverTime(series, entries, undefined, intervals);
    for (const each of dated) {
      if (each.refused === undefined || each.from < from || (to !== null && each.from >= to)) continue;
      faults.push(...faultsOf(each.refused, series.parameter));
    }
  }
  return faults;
}

async function schedulesIn(db: Kysely<Tables>, plant: string): Promise<readonly Schedule[]> {
  return await db
    .selectFrom('device_schedules')
    .select(['device', 'begins', 'parameters', 'interval_ms'])
    .where('device', 'in', (from) => from.selectFrom('devices').select('id').where('plant', '=', plant))
    .where('ended_at', 'is', null)
    .orderBy('device')
    .orderBy('begins')
    .execute();
}

async function scheduledSeries(db: Kysely<Tables>, plant: string, schedules: readonly Schedule[]) {
  const places = await db
    .selectFrom('devices')
    .innerJoin('points', (join) =>
      join.onRef('points.plant', '=', 'devices.plant').onRef('points.id', '=', 'devices.point'),
    )
    .select(['devices.id as device', 'points.id', 'points.compliance_point'])
    .where('devices.plant', '=', plant)
    .execute();
  const pointOf = new Map(places.map(({ device, ...point }) => [device, point]));
  return [...Map.groupBy(schedules, ({ device }) => device)].flatMap(([device, own]) => {
    const point = pointOf.get(device);
    if (point === undefined) return [];
    const parameters = new Set(own.flatMap((each): ParameterId[] => JSON.parse(each.parameters)));
    return [...parameters].map((parameter) => {
      const place = { plant, point: point.id, device, parameter, isEffluent: isTreatedWater(point) };
      const series: PlacedSeries = place;
      return { series, intervals: expectedIntervals(own, parameter) };
    });
  });
}
