import { InvalidInputError, type SeriesKey } from '@banyu/contracts';
import type { JudgedPlant, LimitSource } from '@banyu/evaluation';
import type { CorrectedPoint, Registry } from '@banyu/registry';
import type { RawSeriesQuery, Store, TimeRange } from '@banyu/store';
import type { CorrectedPoints, Layers } from '../corrected/corrected-series.ts';
import { layersFor } from '../corrected/reads.ts';
import type { PlantRecord } from '../http/ports.ts';

/** The most readings of one series that are looked at one by one for hours in a row. */
const MOST_POINTS = 500_000;

export interface LimitParts {
  readonly store: Pick<Store, 'coverage' | 'aggregate'>;
  readonly corrected: (query: RawSeriesQuery & Layers) => Promise<CorrectedPoints>;
  readonly corrections: Pick<Registry['corrections'], 'layersAsOf'>;
  /** IANA zone of the plant. */
  readonly timeZone: string;
}

/** The readings of a plant as compliance asks for them. */
export function limitSource({ store, corrected, corrections, timeZone }: LimitParts): LimitSource {
  return {
    coverage: (query) => store.coverage(query),
    aggregate: (query) => store.aggregate(query),
    corrected: async (
      series: SeriesKey,
      range: TimeRange,
    ): Promise<readonly CorrectedPoint[] | undefined> => {
      const { layers } = await layersFor(corrections, series, range);
      try {
        const query = { ...range, series, maxPoints: MOST_POINTS, layers, timeZone };
        const { points, downsampled } = await corrected(query);
        return points.length === 0 || downsampled ? undefined : points;
      } catch (error) {
        // Deleted by age, or more than can be looked at: nothing can be said.
        if (error instanceof InvalidInputError) return undefined;
        throw error;
      }
    },
  };
}

/** A plant as its hours are judged; undefined without a compliance point or a standard. */
export function judgedPlant({
  id,
  timeZone,
  standard,
  capacityM3PerDay,
  points,
}: PlantRecord): JudgedPlant | undefined {
  const point = points.find(({ compliancePoint }) => compliancePoint)?.id;
  if (point === undefined || standard === null) return undefined;
  return { id, timeZone, standard, capacityM3PerDay, point };
}
