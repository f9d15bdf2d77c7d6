import type { QualitySettings } from '@banyu/contracts';
import type { AttenuationLimits } from '../checks/attenuated-signal.ts';
import type { ClimatologyMember } from '../checks/climatology.ts';
import { type CompiledCheck, compileCheck } from '../checks/cross-check.ts';
import { type FlatLineLimits, flatLineLevels } from '../checks/flat-line.ts';
import type { GrossRangeLimits } from '../checks/gross-range.ts';
import type { RateLimits } from '../checks/rate-of-change.ts';
import type { SaturationLimits } from '../checks/saturation.ts';
import type { SpikeLimits } from '../checks/spike.ts';

/** Settings as the tests want them: a test that is off is undefined, a level that is off is never passed. */
export interface CompiledSettings {
  readonly grossRange: GrossRangeLimits;
  readonly climatology: readonly ClimatologyMember[] | undefined;
  readonly spike: SpikeLimits | undefined;
  readonly rateOfChange: RateLimits | undefined;
  readonly flatLine: FlatLineLimits | undefined;
  readonly attenuatedSignal: AttenuationLimits | undefined;
  readonly saturation: SaturationLimits | undefined;
  readonly timingGapMs: number | undefined;
  readonly clockAheadMs: number | undefined;
  readonly recoveryMs: number;
  readonly crossChecks: readonly CompiledCheck[];
  readonly reach: Reach;
}

/** How far before a point the tests look, and so how far after it one may change a verdict. */
export interface Reach {
  /** Points, whatever their time. */
  readonly atLeast: number;
  /** Points, as far as `stepsMs`: the flat line test counts them. */
  readonly steps: number;
  readonly stepsMs: number;
  /** Time, as far as `readings` points: the window of the attenuated signal test. */
  readonly ms: number;
  readonly readings: number;
}

/** More readings in a window than this share of what its settings let expect, and it is not looked at. */
const CROWD = 2;

const compiled = new WeakMap<QualitySettings, CompiledSettings>();
/** By content: thousands of series have the same settings, though not the same object. */
let byContent = new Map<string, CompiledSettings>();
const CONTENTS_LIMIT = 10_000;

/** The settings compiled; once for all that are alike. */
export function compileSettings(settings: QualitySettings): CompiledSettings {
  const known = compiled.get(settings);
  if (known !== undefined) return known;
  const content = JSON.stringify(settings);
  const made = byContent.get(content) ?? compile(settings);
  if (byContent.size === CONTENTS_LIMIT) byContent = new Map();
  byContent.set(content, made);
  compiled.set(settings, made);
  return made;
}

function compile(settings: QualitySettings): CompiledSettings {
  const { intervalSeconds, grossRange, climatology, spike, rateOfChange, timingGap, clock } = settings;
  const [suspectLow, suspectHigh] = spanOf(grossRange.operator);
  const flatLine = compileFlatLine(settings);
  const attenuatedSignal = compileAttenuation(settings);
  const saturation = compileSaturation(settings);
  return {
    grossRange: {
      failLow: grossRange.sensor[0],
      failHigh: grossRange.sensor[1],
      suspectLow,
      suspectHigh,
    },
    climatology: climatology === 'off' ? undefined : climatology.members.map(compileMember),
    spike:
      spike === 'off'
        ? undefined
        : { method: spike.method, suspect: above(spike.suspect), fail: above(spike.fail) },
    rateOfChange:
      rateOfChange === 'off'
        ? undefined
        : {
            suspect: above(rateOfChange.suspectPerSecond),
            fail: above(rateOfChange.failPerSecond),
            minimumStepMs: rateOfChange.minimumStepSeconds * 1_000,
          },
    flatLine,
    attenuatedSignal,
    saturation,
    timingGapMs: timingGap === 'off' ? undefined : timingGap.suspectSeconds * 1_000,
    clockAheadMs: clock === 'off' ? undefined : clock.aheadSeconds * 1_000,
    recoveryMs: settings.recoverySeconds * 1_000,
    crossChecks: settings.crossChecks.map((check) => compileCheck(check, intervalSeconds * 1_000)),
    reach: reachOf(flatLine, attenuatedSignal, saturation),
  };
}

function compileFlatLine({ flatLine, intervalSeconds }: QualitySettings): FlatLineLimits | undefined {
  if (flatLine === 'off') return undefined;
  const { tolerance, suspectSeconds, failSeconds, notAtOrBelow } = flatLine;
  return {
    tolerance,
    levels: flatLineLevels(suspectSeconds, failSeconds, intervalSeconds),
    notAtOrBelow: notAtOrBelow === 'off' ? Number.NEGATIVE_INFINITY : notAtOrBelow,
    guarded: true,
  };
}

function compileAttenuation(settings: QualitySettings): AttenuationLimits | undefined {
  const { attenuatedSignal, intervalSeconds } = settings;
  if (attenuatedSignal === 'off') return undefined;
  const { measure, periodSeconds, minimumReadings, suspect, fail } = attenuatedSignal;
  return {
    measure,
    periodMs: periodSeconds * 1_000,
    minimumReadings,
    maximumReadings: Math.ceil((CROWD * periodSeconds) / intervalSeconds),
    suspect: suspect === 'off' ? Number.NaN : suspect,
    fail: fail === 'off' ? Number.NaN : fail,
  };
}

function compileSaturation({ saturation }: QualitySettings): SaturationLimits | undefined {
  if (saturation === 'off') return undefined;
  const { low, high, readings } = saturation;
  return {
    low: low === 'off' ? Number.NaN : low,
    high: high === 'off' ? Number.NaN : high,
    readings,
  };
}

function compileMember({ when, suspect, fail }: Member): ClimatologyMember {
  const { between, ...periods } = when;
  const [failLow, failHigh] = spanOf(fail);
  return {
    when: Object.entries(periods).flatMap(([period, span]) =>
      span === undefined ? [] : [{ period: period as keyof typeof periods, from: span[0], to: span[1] }],
    ),
    fromT: between?.[0] ?? Number.NEGATIVE_INFINITY,
    toT: between?.[1] ?? Number.POSITIVE_INFINITY,
    suspectLow: suspect[0],
    suspectHigh: suspect[1],
    failLow,
    failHigh,
  };
}

type Member = Exclude<QualitySettings['climatology'], 'off'>['members'][number];

function reachOf(
  flatLine: FlatLineLimits | undefined,
  attenuated: AttenuationLimits | undefined,
  saturation: SaturationLimits | undefined,
): Reach {
  const levels = flatLine?.levels ?? [];
  return {
    // The point before one that comes is judged as well, and may be compared with the one before that.
    atLeast: Math.max(2, (saturation?.readings ?? 1) - 1),
    steps: Math.max(0, ...levels.map(({ steps }) => steps)),
    // A window that lasts longer than twice its time is not believed.
    stepsMs: Math.max(0, ...levels.map(({ timeMs }) => 2 * timeMs)),
    ms: attenuated?.periodMs ?? 0,
    readings: attenuated?.maximumReadings ?? 0,
  };
}

/** As far as each of several looks. */
export function widestReach(reaches: readonly Reach[]): Reach {
  const most = (of: (reach: Reach) => number) => Math.max(...reaches.map(of));
  return {
    atLeast: most(({ atLeast }) => atLeast),
    steps: most(({ steps }) => steps),
    stepsMs: most(({ stepsMs }) => stepsMs),
    ms: most(({ ms }) => ms),
    readings: most(({ readings }) => readings),
  };
}

function spanOf(span: readonly [number, number] | 'off'): readonly [number, number] {
  return span === 'off' ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : span;
}

function above(limit: number | 'off'): number {
  return limit === 'off' ? Number.POSITIVE_INFINITY : limit;
}
