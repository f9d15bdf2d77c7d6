import { type EffluentLimit, FLAG, type Flag, type SeriesKey } from '@banyu/contracts';
import { type BucketRow, bucketSegments, bucketStart, type Store, type TimeRange } from '@banyu/store';
import type { ExcludedSpan } from '../completeness/facts.ts';
import type { ScheduleVersion } from '../completeness/schedule.ts';
import { isInside } from '../standards/limits-in-force.ts';
import { type HourVerdicts, joinDevices, judgeHour } from './judge-hours.ts';
import type { Verdict } from './judge-sample.ts';

const HOUR_MS = 3_600_000;

/** Where readings are asked for. */
export interface LimitSource extends Pick<Store, 'coverage' | 'aggregate'> {
  /**
   * The readings of a series as corrections leave them: flag 4 for what was excluded. Undefined when they were deleted
   * by age.
   */
  corrected(
    series: SeriesKey,
    range: TimeRange,
  ): Promise<
    readonly { readonly t: number; readonly value: number | null; readonly flag: Flag }[] | undefined
  >;
}

/** What is known of a device besides its readings. */
export interface LimitDevice {
  readonly device: string;
  /** What is expected of it, ascending in `from`. */
  readonly versions: readonly ScheduleVersion[];
  /** When somebody worked on it, the production stood, or people took readings out: readings then count nowhere. */
  readonly excluded: readonly ExcludedSpan[];
  /** When corrections change what it measured. */
  readonly corrected: readonly (TimeRange & { readonly parameter: string })[];
}

export interface HoursQuery extends TimeRange {
  readonly plant: string;
  readonly point: string;
  readonly timeZone: string;
  readonly limit: EffluentLimit;
  readonly devices: readonly LimitDevice[];
}

/**
 * The hours within a range of one parameter at a point against its limit. What counts: readings with flag 1 (pass),
 * outside of service windows and exclusions, as corrections leave them. Hours that the range cuts are left out.
 */
export async function readHours(source: LimitSource, query: HoursQuery): Promise<HourVerdicts> {
  const { plant, point, from, to, limit } = query;
  const covered = await source.coverage({ plant, point, parameter: limit.parameter, from, to });
  const byDevice: HourVerdicts[] = [];
  for (const series of covered) byDevice.push(await hoursOf(source, series, query));
  return joinDevices(byDevice);
}

async function hoursOf(
  source: LimitSource,
  { plant, point, device, parameter }: SeriesKey,
  { from, to, timeZone, limit, devices }: HoursQuery,
): Promise<HourVerdicts> {
  const series = { plant, point, device, parameter };
  const known = devices.find((each) => each.device === device);
  const ofParameter = (span: { readonly parameter: string | null }) =>
    (span.parameter ?? parameter) === parameter;
  const excluded = known?.excluded.filter(ofParameter) ?? [];
  const touched = [...excluded, ...(known?.corrected.filter(ofParameter) ?? [])];
  const rows = await source.aggregate({
    series,
    // All of it: hours whose readings were deleted by age still have their figures.
    from,
    to,
    bucket: '1h',
    timeZone,
    quantiles: false,
  });
  const verdicts = new Map<number, Verdict>();
  const expected = (t: number) => expectedIn(t, parameter, known?.versions ?? []);
  const oneByOne: BucketRow[] = [];
  for (const row of rows) {
    if (row.t < from || row.t + HOUR_MS > to || row.good === 0) continue;
    if (touched.some((span) => span.from < row.t + HOUR_MS && span.to > row.t)) oneByOne.push(row);
    else if (row.good < row.count && !(isInside(row.min, limit) && isInside(row.max, limit)))
      oneByOne.push(row);
    else {
      const hour = { good: row.good, span: [row.min, row.max], expected: expected(row.t) } as const;
      verdicts.set(row.t, judgeHour(hour, limit));
    }
  }
  for (const stretch of stretchesOf(oneByOne)) {
    const points = (await source.corrected(series, stretch)) ?? [];
    const segments = bucketSegments(stretch, '1h', timeZone);
    const byHour = Map.groupBy(points, (point) => bucketStart(segments, point.t));
    for (const { t } of oneByOne) {
      if (t < stretch.from || t >= stretch.to) continue;
      const inHour = byHour.get(t);
      if (inHour === undefined) verdicts.set(t, 'undecided');
      const counted = (inHour ?? []).flatMap(({ t: at, value, flag }) =>
        value === null || flag !== FLAG.pass || excluded.some(({ from, to }) => from <= at && at < to)
          ? []
          : [value],
      );
      if (counted.length > 0) {
        const hour = { good: counted.length, span: spanOf(counted), expected: expected(t) };
        verdicts.set(t, judgeHour(hour, limit));
      }
    }
  }
  return new Map([...verdicts].sort(([a], [b]) => a - b));
}

function spanOf(values: readonly number[]): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([min, max], value) => [Math.min(min, value), Math.max(max, value)],
    [Infinity, -Infinity],
  );
}

/** Readings that the schedule in force at the begin of an hour expects in it; undefined where none speaks of it. */
function expectedIn(t: number, parameter: string, versions: readonly ScheduleVersion[]): number | undefined {
  const version = versions.findLast(({ from }) => from <= t);
  return version?.parameters.includes(parameter) ? HOUR_MS / version.intervalMs : undefined;
}

/** Hours that follow one another in one range each: they are asked for at once. */
function stretchesOf(rows: readonly { readonly t: number }[]): readonly TimeRange[] {
  const stretches: { from: number; to: number }[] = [];
  for (const { t } of rows) {
    const last = stretches.at(-1);
    if (last?.to === t) last.to = t + HOUR_MS;
    else stretches.push({ from: t, to: t + HOUR_MS });
  }
  return stretches;
}
