import type { ApiComparisonList, ApiSample } from '@banyu/contracts';
import { PLANT, START } from './plant-data.ts';

const WEEK_MS = 7 * 86_400_000;

/** A COD sensor of the effluent that reads ever more too high, beside weekly samples. */
export function driftingComparison(): ApiComparisonList {
  const differences = [1, -1, 1, -1, 0, 2, 4, 6, 8];
  const pairs = differences.map((difference, week) => ({
    sample: `LHU/${week}`,
    t: START - (differences.length - week) * WEEK_MS,
    laboratory: { kind: 'value' as const, value: 80 },
    sensor: 80 + difference,
    readings: 60,
    difference,
    rpd: (100 * Math.abs(difference)) / (80 + difference / 2),
    agrees: Math.abs(difference) <= 4,
  }));
  const sums = [0, 0, 0, 0, 0, 0.6, 2.1, 4.7, 8.4];
  return {
    ...{ from: 0, to: START, samples: 10, complete: true },
    comparisons: [
      {
        ...{ plant: PLANT.id, point: 'effluent', device: 'effluent-logger', parameter: 'cod', unit: 'mg/L' },
        pairs,
        unpaired: [{ sample: 'LHU/9', reason: 'time-unknown' }],
        agreement: {
          ...{ pairs: 9, limitsOnly: 0, bias: 2.2, biasPercent: 2.8, rpd: 3.2 },
          ...{ standardDeviation: 3.2, shareAgreeing: 0.78 },
        },
        drift: {
          ...{ status: 'drifting', pairsNeeded: 8, sigma: 1.6, side: 'high' },
          calibratedAt: [START - 50 * 86_400_000],
          since: pairs[8]?.t ?? 0,
          lastGoodAt: pairs[4]?.t ?? 0,
          points: pairs.map(({ t }, i) => {
            const high = sums[i] ?? 0;
            return { t, high, low: 0, limit: 5, alarm: high > 5 ? 'high' : null };
          }),
        },
      },
    ],
  };
}

/** A sample with a value and a limit. */
export const SAMPLE: ApiSample = {
  ...{ plant: PLANT.id, id: 'LHU/012', version: 1, point: 'effluent', kind: 'grab' },
  ...{ from: START - WEEK_MS, to: START - WEEK_MS, timeKnown: true, sampledBy: 'Budi', laboratory: null },
  ...{ receivedAt: null, analysedAt: null, note: null, endedAt: null },
  ...{ recordedAt: START, recordedBy: 'Sari' },
  custody: [{ at: START - WEEK_MS + 3_600_000, from: 'Budi', to: 'Sri, Labkesda' }],
  results: [
    {
      ...{ parameter: 'phenol', version: 1, unit: 'mg/L', method: null, uncertainty: null },
      outcome: { kind: 'below', limit: 0.05 },
      given: { kind: 'below', limit: 0.05 },
      ...{ detectionLimit: 0.05, quantificationLimit: null, note: null },
      ...{ recordedAt: START, recordedBy: 'Sari', why: 'report', endedAt: null },
    },
  ],
};
