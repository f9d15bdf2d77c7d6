import { FLAG, type LaboratoryOutcome } from '@banyu/contracts';
import { firstAtOrAfter } from '../first-at-or-after.ts';
import type { Difference } from './drift.ts';

/** A sensor's reading, canonical unit; null or NaN where it gave no value. */
export interface SensorReading {
  readonly t: number;
  readonly value: number | null;
  readonly flag: number;
}

/** One result of a laboratory, canonical unit. */
export interface ReferenceResult {
  readonly sample: string;
  readonly kind: 'grab' | 'composite';
  readonly from: number;
  readonly to: number;
  readonly timeKnown: boolean;
  readonly outcome: LaboratoryOutcome;
  /** Expanded, coverage factor 2. */
  readonly uncertainty: number | null;
}

/** A laboratory's result beside what the sensor showed. */
export interface Pair {
  readonly sample: string;
  /** The middle of the sample's time. */
  readonly t: number;
  readonly laboratory: LaboratoryOutcome;
  /** Mean of the good readings around a grab sample, or over a composite's time. */
  readonly sensor: number;
  readonly readings: number;
  /** sensor − laboratory; null when the laboratory gave a limit only. */
  readonly difference: number | null;
  /** Relative percent difference: |difference| in % of the mean of both. */
  readonly rpd: number | null;
  /** Whether they agree within their uncertainties, or the sensor lies on the limit's side; null: not known. */
  readonly agrees: boolean | null;
}

export interface UnpairedResult {
  readonly sample: string;
  readonly reason: 'not-analysed' | 'time-unknown' | 'no-readings' | 'too-few-readings';
}

export interface PairingOptions {
  /** Around a grab sample, to either side. Default 15 minutes. */
  readonly halfWindowMs?: number;
  /** The sensor's expanded uncertainty (coverage factor 2) at that value, canonical unit; without: 0. */
  readonly sensorUncertainty?: (value: number) => number;
}

export const PAIRING_HALF_WINDOW_MS = 15 * 60_000;

const HOUR_MS = 3_600_000;
/** Of a composite's hours, the share in which the sensor has to have a good reading. */
const COMPOSITE_COVERAGE = 0.75;

/** Pairs results with readings of one series; both in order of time. Only readings with flag 1 count. */
export function pairWithSensor(
  readings: readonly SensorReading[],
  results: readonly ReferenceResult[],
  options: PairingOptions = {},
): { readonly pairs: readonly Pair[]; readonly unpaired: readonly UnpairedResult[] } {
  const { halfWindowMs = PAIRING_HALF_WINDOW_MS, sensorUncertainty = () => 0 } = options;
  const good = readings.filter(isGood);
  const pairs: Pair[] = [];
  const unpaired: UnpairedResult[] = [];
  for (const result of results) {
    const { sample, kind, outcome, from, to } = result;
    const around = kind === 'grab' ? halfWindowMs : 0;
    const inside = between(good, from - around, to + around);
    const reason =
      outcome.kind === 'not-analysed'
        ? 'not-analysed'
        : !result.timeKnown
          ? 'time-unknown'
          : inside.length === 0
            ? 'no-readings'
            : kind === 'composite' && coverage(inside, from, to) < COMPOSITE_COVERAGE
              ? 'too-few-readings'
              : undefined;
    if (reason !== undefined) {
      unpaired.push({ sample, reason });
      continue;
    }
    const sensor = inside.reduce((sum, { value }) => sum + value, 0) / inside.length;
    const t = (from + to) / 2;
    const compared = compare(sensor, outcome, result.uncertainty, sensorUncertainty(sensor));
    pairs.push({ sample, t, laboratory: outcome, sensor, readings: inside.length, ...compared });
  }
  return { pairs, unpaired };
}

/** How a sensor compares with the laboratory over many pairs. Pairs with a limit only do not enter the numbers. */
export interface Agreement {
  readonly pairs: number;
  /** Pairs in which the laboratory gave a limit only. */
  readonly limitsOnly: number;
  /** Mean of sensor − laboratory, canonical unit; null without pairs, as the others. */
  readonly bias: number | null;
  /** The bias in % of the mean of the laboratory's values. */
  readonly biasPercent: number | null;
  /** Mean relative percent difference. */
  readonly rpd: number | null;
  /** Standard deviation of the differences (n − 1); null with fewer than two. */
  readonly standardDeviation: number | null;
  /** Share of the pairs that agree, among those of which it is known. */
  readonly shareAgreeing: number | null;
}

export function agreementOf(pairs: readonly Pair[]): Agreement {
  const numbers = pairs.flatMap(({ laboratory, difference, rpd }) =>
    laboratory.kind === 'value' && difference !== null
      ? [{ laboratory: laboratory.value, difference, rpd }]
      : [],
  );
  const bias = mean(numbers.map(({ difference }) => difference));
  const level = mean(numbers.map(({ laboratory }) => laboratory));
  const squares = bias === null ? [] : numbers.map(({ difference }) => (difference - bias) ** 2);
  const known = pairs.flatMap(({ agrees }) => (agrees === null ? [] : [Number(agrees)]));
  return {
    pairs: numbers.length,
    limitsOnly: pairs.length - numbers.length,
    bias,
    biasPercent: bias === null || level === null || level === 0 ? null : (100 * bias) / level,
    rpd: mean(numbers.flatMap(({ rpd }) => (rpd === null ? [] : [rpd]))),
    standardDeviation:
      squares.length < 2
        ? null
        : Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (squares.length - 1)),
    shareAgreeing: mean(known),
  };
}

/** What drift is judged by. */
export function differencesOf(pairs: readonly Pair[]): readonly Difference[] {
  return pairs.flatMap(({ t, difference }) => (difference === null ? [] : [{ t, e: difference }]));
}

function compare(
  sensor: number,
  outcome: LaboratoryOutcome,
  uncertainty: number | null,
  sensorUncertainty: number,
): Pick<Pair, 'difference' | 'rpd' | 'agrees'> {
  switch (outcome.kind) {
    case 'value': {
      const difference = sensor - outcome.value;
      const middle = Math.abs(sensor + outcome.value) / 2;
      const rpd = difference === 0 ? 0 : middle === 0 ? null : (100 * Math.abs(difference)) / middle;
      const agrees =
        uncertainty === null ? null : Math.abs(difference) <= Math.hypot(uncertainty, sensorUncertainty);
      return { difference, rpd, agrees };
    }
    case 'below':
      return { difference: null, rpd: null, agrees: sensor - sensorUncertainty <= outcome.limit };
    case 'above':
      return { difference: null, rpd: null, agrees: sensor + sensorUncertainty >= outcome.limit };
    case 'not-analysed':
      return { difference: null, rpd: null, agrees: null };
  }
}

interface GoodReading extends SensorReading {
  readonly value: number;
}

function isGood(reading: SensorReading): reading is GoodReading {
  return reading.flag === FLAG.pass && reading.value !== null && Number.isFinite(reading.value);
}

/** Those with from ≤ t ≤ to. */
function between(readings: readonly GoodReading[], from: number, to: number): readonly GoodReading[] {
  return readings.slice(firstAtOrAfter(readings, from), firstAtOrAfter(readings, to + 1));
}

/** The share of the hours between from and to that have a reading. */
function coverage(readings: readonly GoodReading[], from: number, to: number): number {
  const hours = new Set(readings.map(({ t }) => Math.floor((Math.min(t, to - 1) - from) / HOUR_MS)));
  return hours.size / Math.ceil((to - from) / HOUR_MS);
}

function mean(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
