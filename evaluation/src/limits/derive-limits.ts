import type { DerivedFigure, DerivedPeriod, EffluentLimit } from '@banyu/contracts';
import type { TimeRange } from '@banyu/store';
import { semestersToDerive } from '../environment/periods.ts';
import { type LimitedPlant, limitsAt, limitsWithin } from '../standards/limits-in-force.ts';
import { countVerdicts, type HourVerdicts, joinParameters } from './judge-hours.ts';
import { type LimitDevice, type LimitSource, readHours } from './read-hours.ts';

const HOUR_MS = 3_600_000;

/** A plant whose hours are held against its limits. */
export interface JudgedPlant extends LimitedPlant {
  readonly id: string;
  /** IANA zone in which its days begin. */
  readonly timeZone: string;
  /** Its compliance point. */
  readonly point: string;
}

export interface DeriveLimitsQuery extends TimeRange {
  readonly plant: JudgedPlant;
  /** What is known of its devices within a range. */
  readonly devices: (range: TimeRange) => Promise<readonly LimitDevice[]>;
  /** Unix ms; of a period that goes on, the hours that have passed are judged. */
  readonly now: number;
}

/**
 * The hours of a plant inside and outside its limits, by day, month and semester, one semester at a time: by parameter,
 * and all together (without a parameter), where an hour is inside when every parameter measured in the semester is. And
 * the limits in force as each period begins. The same readings give the same figures, so that it may be done again.
 */
export async function* deriveLimits(
  source: LimitSource,
  { plant, devices, ...range }: DeriveLimitsQuery,
): AsyncGenerator<readonly DerivedFigure[]> {
  for (const { known, periods } of semestersToDerive(range, plant.timeZone)) {
    const byParameter = await readSemester(source, plant, known, await devices(known));
    yield periods.flatMap(({ period, ...each }) => [
      ...hourFigures(byParameter, plant, period, each),
      ...limitFigures(plant, period, each.from),
    ]);
  }
}

async function readSemester(
  source: LimitSource,
  plant: JudgedPlant,
  range: TimeRange,
  devices: readonly LimitDevice[],
): Promise<ReadonlyMap<string, HourVerdicts>> {
  const byParameter = new Map<string, HourVerdicts>();
  for (const { within, tier } of limitsWithin(plant, range)) {
    for (const limit of tier.limits) {
      const { id, point, timeZone } = plant;
      const hours = await readHours(source, { plant: id, point, timeZone, ...within, limit, devices });
      const before = byParameter.get(limit.parameter) ?? [];
      if (hours.size > 0) byParameter.set(limit.parameter, new Map([...before, ...hours]));
    }
  }
  return byParameter;
}

function hourFigures(
  byParameter: ReadonlyMap<string, HourVerdicts>,
  plant: JudgedPlant,
  period: DerivedPeriod,
  { from, to }: TimeRange,
): readonly DerivedFigure[] {
  const all = Math.floor((to - from) / HOUR_MS);
  const figuresOf = (hours: HourVerdicts, parameter?: string): readonly DerivedFigure[] => {
    const within = [...hours].filter(([t]) => t >= from && t < to).map(([, verdict]) => verdict);
    const { evaluated, inside, outside, undecided } = countVerdicts(within);
    if (evaluated === 0 || all === 0) return [];
    const completeness = (inside + outside) / all;
    const base = { plant: plant.id, period, t: from, point: plant.point };
    return (
      [
        ['hours_inside', inside],
        ['hours_outside', outside],
        ['hours_undecided', undecided],
      ] as const
    ).map(([figure, value]) => ({
      ...base,
      figure,
      ...(parameter !== undefined && { parameter }),
      value,
      completeness,
    }));
  };
  return [
    ...[...byParameter].flatMap(([parameter, hours]) => figuresOf(hours, parameter)),
    ...figuresOf(joinParameters([...byParameter.values()])),
  ];
}

function limitFigures(plant: JudgedPlant, period: DerivedPeriod, t: number): readonly DerivedFigure[] {
  const limits: readonly EffluentLimit[] = limitsAt(plant, t)?.tier.limits ?? [];
  const base = { plant: plant.id, period, t, point: plant.point };
  return limits.flatMap(({ parameter, min, max }) => [
    ...(min === null ? [] : [{ ...base, figure: 'limit_min', parameter, value: min } as const]),
    ...(max === null ? [] : [{ ...base, figure: 'limit_max', parameter, value: max } as const]),
  ]);
}
