import { type ParameterId, parameterOf } from './parameter.ts';
import type { PlantCheck } from './plant-check.ts';
import type { QualitySettings } from './quality-settings.ts';

/** Raised whenever a figure below changes; stored with the readings that they judged. Below FIRST_OWN_SETTINGS_VERSION. */
export const DEFAULT_SETTINGS_VERSION = 2;

/** Where the figures come from, for people who look at them. */
export const DEFAULT_SETTINGS_SOURCE = 'starting values, assumption';

/** Sampling interval that is taken for granted until somebody says another one, s. */
export const DEFAULT_INTERVAL_SECONDS = 120;

/** Readings are suspect for so long after calibration or cleaning. */
export const DEFAULT_RECOVERY_SECONDS = 600;

/** `effluent`: treated water, which changes slowly; `other`: only what belongs to the instrument is judged. */
export type SettingsPlace = 'effluent' | 'other';

/** Starting values of one parameter in its canonical unit, rates per minute, times in hours. */
interface Start {
  readonly sensor?: readonly [number, number];
  readonly operator?: readonly [number, number];
  readonly spike?: readonly [suspect: number, fail: number];
  readonly ratePerMinute?: readonly [suspect: number, fail: number];
  readonly flat?: {
    readonly tolerance: number;
    readonly hours: readonly [suspect: number, fail: number];
    readonly notAtOrBelow?: number;
  };
  /** Standard deviation over 6 h. */
  readonly deviation?: readonly [suspect: number, fail: number];
  /** Which ends of the range a sensor that is driven out of it stays at. */
  readonly ends?: 'both' | 'high';
  readonly crossChecks?: QualitySettings['crossChecks'];
  /** What two sensors of the same water may differ by: the canonical unit, and share of the value. */
  readonly neighbour?: readonly [tolerance: number, share: number];
  /** Against the influent, at the effluent only. */
  readonly againstInfluent?: PlantCheck;
}

/** Two meters of 8 % each differ by 11 %; the rest is for tanks whose volume nobody has told. */
const FLOW_BALANCE: PlantCheck = {
  check: 'flow-balance',
  partner: 'influent',
  tolerance: 0.2,
  storageM3: 0,
};
const REMOVAL: PlantCheck = { check: 'removal', partner: 'influent', factor: 1.2, residenceHours: 24 };

/**
 * Starting values, as no standard has such figures for wastewater: the QARTOD manuals give examples for wind and
 * leave thresholds to the place. Every one is a setting; a plant's own are to replace them. Where they come from:
 *
 * - `sensor`: what instruments of that kind measure. `operator`, `spike`, `ratePerMinute`: assumptions for effluent at
 *   1- to 5-minute sampling, well beyond what a working plant does and what its instruments' noise looks like.
 * - `flat.tolerance`: half a step of the display (the contract's decimals), so that only equal values are the same.
 *   Temperature, which hardly changes, has less than that.
 * - `deviation`: one step of the display, and 0.3 of it. A sensor that is dead but for its last digit varies by half a
 *   step at most, while a well-kept instrument's own noise is two steps or more. More must not be asked for by default:
 *   a controlled oxygen level, ammonia after full nitrification or a calm river stay within a few steps for hours, and
 *   are good. Temperature, again, has less.
 * - `neighbour`: what well-kept instruments differ by, several times over. `againstInfluent`: treatment takes organic matter
 *   and solids away. Not so ammonia, which organic nitrogen turns into: that is for who knows the plant to set.
 */
const STARTS: Partial<Record<ParameterId, Start>> = {
  ph: {
    neighbour: [0.5, 0],
    operator: [4, 11],
    spike: [0.5, 1],
    ratePerMinute: [0.2, 0.5],
    flat: { tolerance: 0.005, hours: [2, 6] },
    deviation: [0.01, 0.003],
    ends: 'both',
  },
  temperature: {
    neighbour: [1.5, 0],
    sensor: [0, 60],
    operator: [18, 42],
    spike: [1, 3],
    ratePerMinute: [0.5, 2],
    flat: { tolerance: 0.005, hours: [6, 24] },
    deviation: [0.03, 0.01],
    ends: 'both',
  },
  cod: {
    neighbour: [15, 0.2],
    againstInfluent: REMOVAL,
    operator: [5, 600],
    spike: [40, 120],
    ratePerMinute: [20, 60],
    flat: { tolerance: 0.05, hours: [2, 6] },
    deviation: [0.1, 0.03],
    ends: 'both',
  },
  bod: { crossChecks: [{ check: 'at-most', partner: 'cod', factor: 1.2 }] },
  tss: {
    neighbour: [10, 0.2],
    againstInfluent: REMOVAL,
    operator: [1, 500],
    spike: [30, 90],
    ratePerMinute: [15, 45],
    flat: { tolerance: 0.05, hours: [2, 6] },
    deviation: [0.1, 0.03],
    ends: 'both',
  },
  nh3n: {
    neighbour: [1, 0.2],
    operator: [0.05, 80],
    spike: [3, 9],
    ratePerMinute: [1, 3],
    flat: { tolerance: 0.005, hours: [2, 6] },
    deviation: [0.01, 0.003],
    ends: 'both',
    crossChecks: [{ check: 'at-most', partner: 'total_nitrogen', factor: 1.2 }],
  },
  // A pump that stands is a true zero, and switches in steps; the rest follows the design flow, which is a setting.
  flow: {
    flat: { tolerance: 0.05, hours: [2, 6], notAtOrBelow: 0 },
    ends: 'high',
    neighbour: [0.5, 0.15],
    againstInfluent: FLOW_BALANCE,
  },
  dissolved_oxygen: {
    neighbour: [0.5, 0.15],
    sensor: [0, 20],
    spike: [1, 3],
    ratePerMinute: [0.5, 2],
    // An anoxic tank is a true flat line near 0.
    flat: { tolerance: 0.005, hours: [2, 6], notAtOrBelow: 0.1 },
    deviation: [0.01, 0.003],
    ends: 'high',
    crossChecks: [{ check: 'oxygen-saturation', factor: 1.2 }],
  },
  conductivity: {
    neighbour: [50, 0.1],
    operator: [100, 12_000],
    spike: [150, 500],
    ratePerMinute: [75, 250],
    flat: { tolerance: 0.5, hours: [6, 24] },
    deviation: [1, 0.3],
    ends: 'both',
  },
};

/** The settings of a parameter that nobody has set, for a series of that interval (5 s to 20 minutes). */
export function defaultQualitySettings(
  parameter: ParameterId,
  place: SettingsPlace = 'effluent',
  intervalSeconds = DEFAULT_INTERVAL_SECONDS,
): QualitySettings {
  const name = `${parameter} ${place} ${intervalSeconds}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  const settings = makeSettings(parameter, place, intervalSeconds);
  made.set(name, settings);
  return settings;
}

/** Thousands of series have the same: they share one object. */
const made = new Map<string, QualitySettings>();

function makeSettings(
  parameter: ParameterId,
  place: SettingsPlace,
  intervalSeconds: number,
): QualitySettings {
  const start = STARTS[parameter] ?? {};
  const sensor = start.sensor ?? parameterOf(parameter)?.span ?? [0, 0];
  const { flat, deviation } = start;
  const ofEffluent = <T>(value: T | undefined): T | 'off' =>
    place === 'effluent' ? (value ?? 'off') : 'off';
  return {
    intervalSeconds,
    recoverySeconds: DEFAULT_RECOVERY_SECONDS,
    grossRange: { sensor, operator: ofEffluent(start.operator) },
    climatology: 'off',
    spike: ofEffluent(start.spike && { method: 'average', suspect: start.spike[0], fail: start.spike[1] }),
    rateOfChange: ofEffluent(
      start.ratePerMinute && {
        suspectPerSecond: start.ratePerMinute[0] / 60,
        failPerSecond: start.ratePerMinute[1] / 60,
        minimumStepSeconds: 60,
      },
    ),
    flatLine: flat
      ? {
          tolerance: flat.tolerance,
          suspectSeconds: flat.hours[0] * 3_600,
          failSeconds: flat.hours[1] * 3_600,
          notAtOrBelow: flat.notAtOrBelow ?? 'off',
        }
      : 'off',
    attenuatedSignal: deviation
      ? {
          measure: 'std',
          periodSeconds: 6 * 3_600,
          minimumReadings: Math.ceil((6 * 3_600) / intervalSeconds / 2),
          suspect: deviation[0],
          fail: deviation[1],
        }
      : 'off',
    saturation: start.ends
      ? { low: start.ends === 'both' ? sensor[0] : 'off', high: sensor[1], readings: 3 }
      : 'off',
    timingGap: 'off',
    clock: { aheadSeconds: 60 },
    crossChecks: start.crossChecks ?? [],
    plantChecks: plantChecksOf(start, place),
  };
}

function plantChecksOf({ neighbour, againstInfluent }: Start, place: SettingsPlace): readonly PlantCheck[] {
  const checks: PlantCheck[] = [];
  if (place === 'effluent' && againstInfluent !== undefined) checks.push(againstInfluent);
  if (neighbour !== undefined) {
    const [tolerance, share] = neighbour;
    checks.push({ check: 'neighbour', tolerance, share });
  }
  return checks;
}
