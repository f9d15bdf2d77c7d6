import { DERIVED_PERIODS, type DerivedFigure } from '@banyu/contracts';
import { periodFigures } from './period-figures.ts';
import { periodsOf } from './periods.ts';
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
  { plant, timeZone, from, to, now }: EnvironmentQuery,
): AsyncGenerator<readonly DerivedFigure[]> {
  for (const semester of periodsOf('semester', { from, to }, timeZone)) {
    const known = { from: semester.from, to: Math.min(semester.to, now) };
    if (known.from >= known.to) return;
    const hours = await readPlantHours(store, plant, known, timeZone);
    yield DERIVED_PERIODS.flatMap((period) =>
      periodsOf(period, known, timeZone)
        .filter((each) => each.from < to && each.to > from)
        .flatMap((each) =>
          periodFigures(hours, { plant, period, from: each.from, to: Math.min(each.to, now) }),
        ),
    );
  }
}
