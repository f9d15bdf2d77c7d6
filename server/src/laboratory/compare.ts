import { type ApiComparison, type ApiComparisonList, type ParameterId, parameterOf } from '@banyu/contracts';
import {
  agreementOf,
  differencesOf,
  judgeDrift,
  type LaboratorySample,
  movingRangeSigma,
  PAIRING_HALF_WINDOW_MS,
  type Pair,
  pairWithSensor,
  type ReferenceResult,
  type Samples,
  type SensorReading,
  type UnpairedResult,
} from '@banyu/registry';
import type { Store, StoredReading, TimeRange } from '@banyu/store';
import { type CalibrationSources, calibrationsOf } from './calibrations.ts';

/** Samples that one comparison takes, the newest: two years of weekly ones, with room. */
const MOST_SAMPLES = 250;

/** Readings around one sample: a composite of a week, a reading each 5 s, with room. */
const MOST_READINGS = 200_000;

/** With fewer differences their spread is a guess, and so would be any verdict on drift. */
const DRIFT_NEEDS = 8;

export interface ComparisonParts extends CalibrationSources {
  readonly samples: Pick<Samples, 'list'>;
  readonly store: Pick<Store, 'latest' | 'rawSeries'>;
}

export interface ComparisonQuery extends TimeRange {
  readonly plant: string;
  readonly parameter: ParameterId;
  readonly point?: string;
  readonly device?: string;
}

/**
 * Each sensor of a parameter beside the laboratory's results of its point: raw readings of flag 1 around each sample,
 * how far they are off, and whether they drift (CUSUM on the differences, in their own in-control spread, begun anew at
 * each calibration of the sensor).
 */
export async function compareWithLaboratory(
  parts: ComparisonParts,
  query: ComparisonQuery,
): Promise<ApiComparisonList> {
  const { samples, store } = parts;
  const { from, to, device, ...which } = query;
  const newest = await samples.list({ ...which, from, to, limit: MOST_SAMPLES + 1, newestFirst: true });
  const compared = newest.slice(0, MOST_SAMPLES).toReversed();
  const sensors = await store.latest({ ...which, ...(device !== undefined && { device }) });
  const comparisons: ApiComparison[] = [];
  for (const sensor of sensors) {
    const results = compared.filter(({ point }) => point === sensor.point).flatMap(referenceIn);
    const calibrations = await calibrationsOf(parts, { ...sensor, parameter: query.parameter }, { from, to });
    comparisons.push(await compareSensor(store, sensor, query.parameter, results, calibrations));
  }
  return { from, to, samples: compared.length, complete: newest.length === compared.length, comparisons };
}

async function compareSensor(
  store: ComparisonParts['store'],
  sensor: StoredReading,
  parameter: ParameterId,
  results: readonly ReferenceResult[],
  calibrations: readonly number[],
): Promise<ApiComparison> {
  const { plant, point, device } = sensor;
  const pairs: Pair[] = [];
  const unpaired: UnpairedResult[] = [];
  for (const result of results) {
    // One at a time: readings between two samples a week apart are nobody's business here.
    const outcome = pairWithSensor(await readingsAround(store, sensor, result), [result]);
    pairs.push(...outcome.pairs);
    unpaired.push(...outcome.unpaired);
  }
  return {
    ...{ plant, point, device, parameter, unit: parameterOf(parameter)?.unit ?? '1' },
    pairs,
    unpaired,
    agreement: agreementOf(pairs),
    drift: driftOf(pairs, calibrations),
  };
}

async function readingsAround(
  store: ComparisonParts['store'],
  { plant, point, device, parameter }: StoredReading,
  { kind, from, to, timeKnown }: ReferenceResult,
): Promise<readonly SensorReading[]> {
  if (!timeKnown) return [];
  const around = kind === 'grab' ? PAIRING_HALF_WINDOW_MS : 0;
  const { points } = await store.rawSeries({
    series: { plant, point, device, parameter },
    from: from - around,
    to: to + around + 1,
    maxPoints: MOST_READINGS,
  });
  return points;
}

function referenceIn({
  id,
  kind,
  from,
  to,
  timeKnown,
  results,
}: LaboratorySample): readonly ReferenceResult[] {
  return results.map(({ outcome, uncertainty }) => ({
    ...{ sample: id, kind, from, to, timeKnown, outcome, uncertainty },
  }));
}

function driftOf(pairs: readonly Pair[], restarts: readonly number[]): ApiComparison['drift'] {
  const differences = differencesOf(pairs);
  const first = differences[0]?.t ?? Number.MAX_SAFE_INTEGER;
  const calibratedAt = restarts.filter((t) => t > first);
  const nothing = {
    calibratedAt,
    pairsNeeded: DRIFT_NEEDS,
    sigma: null,
    side: null,
    since: null,
    lastGoodAt: null,
  };
  if (differences.length < DRIFT_NEEDS) return { ...nothing, status: 'too-few-pairs', points: [] };
  const sigma = movingRangeSigma(differences, restarts);
  if (sigma === undefined) return { ...nothing, status: 'no-spread', points: [] };
  const { points, alarm, lastGoodAt } = judgeDrift(differences, { sigma, restarts });
  const now = points.at(-1)?.alarm ?? null;
  return {
    status: now !== null ? 'drifting' : alarm !== null ? 'drifted-before' : 'steady',
    pairsNeeded: DRIFT_NEEDS,
    calibratedAt,
    sigma,
    side: alarm?.side ?? null,
    since: alarm?.t ?? null,
    lastGoodAt,
    points: points.map(({ t, high, low, limit, alarm }) => ({ t, high, low, limit, alarm })),
  };
}
