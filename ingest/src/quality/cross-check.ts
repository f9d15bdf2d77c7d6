import type { CrossCheck } from '@banyu/contracts';
import { oxygenSaturation } from './oxygen-saturation.ts';

/** A check of one parameter, the owner, against another of the same sample, the partner. */
export interface CompiledCheck {
  readonly partner: string;
  /** Whether the partner is suspect as well. */
  readonly both: boolean;
  /** How long a contradiction must last, ms; 0: not at all. */
  readonly holdMs: number;
  /** Samples in that time that must be able to tell. */
  readonly minimumSamples: number;
  /** Whether the two contradict each other; undefined when nothing can be said. */
  readonly contradict: (value: number, partner: number) => boolean | undefined;
}

/** The check, for a series of that interval. */
export function compileCheck(check: CrossCheck, intervalMs: number): CompiledCheck {
  const instant = { holdMs: 0, minimumSamples: 1 };
  switch (check.check) {
    case 'at-most': {
      const { partner, factor } = check;
      return { ...instant, partner, both: true, contradict: (value, of) => value > of * factor };
    }
    case 'oxygen-saturation': {
      const { factor } = check;
      return {
        ...instant,
        partner: 'temperature',
        both: false,
        contradict: (oxygen, celsius) => oxygen > factor * oxygenSaturation(celsius),
      };
    }
    case 'linear': {
      const { partner, intercept, slope, sigma, multiple, holdSeconds } = check;
      return {
        ...lasting(holdSeconds, intervalMs),
        partner,
        both: false,
        contradict: (value, of) => Math.abs(value - (intercept + slope * of)) > multiple * sigma,
      };
    }
    case 'curve': {
      const { partner, points, tolerance, holdSeconds } = check;
      return {
        ...lasting(holdSeconds, intervalMs),
        partner,
        both: false,
        contradict: (value, of) => {
          const expected = interpolated(points, of);
          return expected === undefined
            ? undefined
            : Math.abs(value - expected) > tolerance * Math.abs(expected);
        },
      };
    }
  }
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
