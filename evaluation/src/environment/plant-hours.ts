import { PARAMETERS, type ParameterId } from '@banyu/contracts';
import type { Coverage, Store, TimeRange } from '@banyu/store';

/** Where water comes in, and where it goes out treated. */
export const WATERS = ['influent', 'effluent'] as const;
export type Water = (typeof WATERS)[number];

/** Concentrations in mg/L that are no load: oxygen is no pollutant, and sludge stays in the plant. */
const NO_LOAD: ReadonlySet<ParameterId> = new Set<ParameterId>(['dissolved_oxygen', 'mlss']);
const LOADS = PARAMETERS.filter(({ id, unit }) => unit === 'mg/L' && !NO_LOAD.has(id)).map(({ id }) => id);

/** Means by the begin of their hour, Unix ms; hours without a reading that counts are not there. */
export type Hours = ReadonlyMap<number, number>;

export interface WaterHours {
  /** m³/h; empty where no flow is measured. */
  readonly flow: Hours;
  /** mg/L, by parameter. */
  readonly concentrations: ReadonlyMap<string, Hours>;
}

export type PlantHours = Readonly<Record<Water, WaterHours>>;

/** The part of a store that is asked. */
export type HoursSource = Pick<Store, 'coverage' | 'aggregate'>;

/** Flow and concentrations of a plant, hour by hour. Failed (flag 4) and missing (9) readings do not count. */
export async function readPlantHours(
  store: HoursSource,
  plant: string,
  range: TimeRange,
  timeZone: string,
): Promise<PlantHours> {
  const covered = await store.coverage({ plant, ...range });
  const hoursAt = async (point: Water): Promise<WaterHours> => {
    const there = covered.filter((series) => series.point === point);
    const of = (parameter: string) =>
      hoursOf(
        store,
        there.filter((series) => series.parameter === parameter),
        range,
        timeZone,
      );
    const concentrations = new Map<string, Hours>();
    for (const parameter of LOADS) {
      const hours = await of(parameter);
      if (hours.size > 0) concentrations.set(parameter, hours);
    }
    return { flow: await of('flow'), concentrations };
  };
  return { influent: await hoursAt('influent'), effluent: await hoursAt('effluent') };
}

/** Means over the readings of all series: two devices at one point measure the same water. */
async function hoursOf(
  store: HoursSource,
  series: readonly Coverage[],
  range: TimeRange,
  timeZone: string,
): Promise<Hours> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { plant, point, device, parameter } of series) {
    // Of the whole range: hours whose readings were deleted by age still have their mean.
    const rows = await store.aggregate({
      series: { plant, point, device, parameter },
      ...range,
      bucket: '1h',
      timeZone,
      quantiles: false,
    });
    for (const { t, mean, count } of rows) {
      if (count === 0) continue;
      const hour = sums.get(t) ?? { sum: 0, count: 0 };
      hour.sum += mean * count;
      hour.count += count;
      sums.set(t, hour);
    }
  }
  return new Map([...sums].map(([t, { sum, count }]) => [t, sum / count]));
}
