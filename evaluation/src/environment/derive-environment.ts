import type { DerivedFigure } from '@banyu/contracts';
import { periodFigures } from './period-figures.ts';
import { semestersToDerive } from './periods.ts';
import { type HoursSource, readPlantHours } from './plant-hours.ts';

export interface EnvironmentQuery {
  readonly plant: string;
  /** IANA zone in which its days begin. */
  readonly timeZone: string;
  /** Every period is derived that meets this range (Unix ms), whole. */
  readonly from: number;
  readonly to: number;
  /** Unix ms; of a period that goes on, what has passed is derived. */
  readonly now: number;
}

/**
 * Derives what a plant does for the water around it, by day, month and semester, one semester at a time. The same
 * readings give the same figures, so that it may be done again at any time: for late readings it has to be.
 */
export async function* deriveEnvironment(
  store: HoursSource,
  { plant, timeZone, ...range }: EnvironmentQuery,
): AsyncGenerator<readonly DerivedFigure[]> {
  for (const { known, periods } of semestersToDerive(range, timeZone)) {
    const hours = await readPlantHours(store, plant, known, timeZone);
    yield periods.flatMap((period) => periodFigures(hours, { plant, ...period }));
  }
}
