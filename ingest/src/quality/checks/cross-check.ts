import type { CrossCheck } from '@banyu/contracts';
import type { SeriesPoints } from '../series/series-points.ts';
import { oxygenSaturation } from './oxygen-saturation.ts';

/** The points of a series, with their values as they came. */
export interface CheckedPoints extends SeriesPoints {
  readonly value: Float64Array;
}

/** A check of one parameter, the owner, against another of the same sample, the partner. */
export interface CompiledCheck {
  readonly partner: string;
  /** Whether the partner is suspect as well. */
  readonly both: boolean;
  /** How long a contradiction must last, ms; 0: not at all. */
  readonly holdMs: number;
  /** Samples in that time that must be able to tell. */
  readonly minimumSamples: number;
  /** Whether point `i` of the owner and `j` of the partner contradict each other; undefined when nothing can be said. */
  readonly contradict: (
    owner: CheckedPoints,
    i: number,
    partner: CheckedPoints,
    j: number,
  ) => boolean | undefined;
}

/** The check, for a series of that interval. */
export function compileCheck(check: CrossCheck, intervalMs: number): CompiledCheck {
  const instant = { holdMs: 0, minimumSamples: 1 };
  switch (check.check) {
    case 'at-most': {
      const { partner, factor } = check;
      return { ...instant, partner, both: true, contradict: byValues((value, of) => value > of * factor) };
    }
    case 'oxygen-saturation': {
      const { factor } = check;
      return {
        ...instant,
        partner: 'temperature',
        both: false,
        contradict: byValues((oxygen, celsius) => oxygen > factor * oxygenSaturation(celsius)),
      };
    }
    case 'linear': {
      const { partner, intercept, slope, sigma, multiple, holdSeconds } = check;
      return {
        ...lasting(holdSeconds, intervalMs),
        partner,
        both: false,
        contradict: byValues((value, of) => Math.abs(value - (intercept + slope * of)) > multiple * sigma),
      };
    }
    case 'curve': {
      const { partner, points, tolerance, holdSeconds } = check;
      return {
        ...lasting(holdSeconds, intervalMs),
        partner,
        both: false,
        contradict: byValues((value, of) => {
          const expected = interpolated(points, of);
          return expected === undefined
            ? undefined
            : Math.abs(value - expected) > tolerance * Math.abs(expected);
        }),
      };
    }
    case 'ratio': {
      const { partner, lowest, highest, holdSeconds } = check;
      return {
        ...lasting(holdSeconds, intervalMs),
        partner,
        both: false,
        contradict: byValues((value, of) => value < lowest * of || value > highest * of),
      };
    }
    case 'moves-alone': {
      const { partner, perSecond, partnerPerSecond, minimumStepSeconds } = check;
      const minimumMs = minimumStepSeconds * 1_000;
      return {
        ...instant,
        partner,
        both: false,
        contradict: (owner, i, of, j) => {
          const rate = rateAt(owner, i, minimumMs);
          const along = rateAt(of, j, minimumMs);
          // NaN where there is nothing to compare with.
          if (Number.isNaN(rate) || Number.isNaN(along)) return undefined;
          return rate > perSecond && along <= partnerPerSecond;
        },
      };
    }
  }
}

function byValues(
  contradict: (value: number, partner: number) => boolean | undefined,
): CompiledCheck['contradict'] {
  return (owner, i, partner, j) => contradict(owner.value[i] as number, partner.value[j] as number);
}

/** How fast a value came from the one before, units per second; NaN where there is none that could be measured. */
function rateAt({ t, x, begin }: CheckedPoints, i: number, minimumMs: number): number {
  if (i === begin) return Number.NaN;
  const stepMs = Math.max(minimumMs, (t[i] as number) - (t[i - 1] as number));
  return Math.abs((x[i] as number) - (x[i - 1] as number)) / (stepMs / 1_000);
}

function lasting(holdSeconds: number, intervalMs: number) {
  const holdMs = holdSeconds * 1_000;
  return { holdMs, minimumSamples: Math.max(2, Math.ceil(holdMs / intervalMs / 2)) };
}

/** The value on straight lines between points whose first numbers rise; undefined outside. */
function interpolated(points: readonly (readonly [number, number])[], at: number): number | undefined {
  const next = points.findIndex(([x]) => x >= at);
  const [x2, y2] = points[next] ?? [Number.NaN, Number.NaN];
  if (x2 === at) return y2;
  const [x1, y1] = points[next - 1] ?? [Number.NaN, Number.NaN];
  const y = y1 + ((y2 - y1) * (at - x1)) / (x2 - x1);
  return Number.isNaN(y) ? undefined : y;
}
