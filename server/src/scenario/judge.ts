import { parameterOf } from '@banyu/contracts';
import type { DatedExpectation } from './schedule.ts';

/** What was seen of one parameter at an instant. */
export interface Look {
  /** Unix ms. */
  readonly t: number;
  readonly truth: number;
  /** What the device said; null for no value, undefined where it sent nothing or nothing measures. */
  readonly measured: number | null | undefined;
}

export type Verdict =
  /** `atMs`: when it was first seen, Unix ms. */
  | { readonly verdict: 'seen'; readonly atMs: number }
  /** `nearest`: what came nearest to the number of the expectation. */
  | { readonly verdict: 'not seen'; readonly nearest?: number }
  /** Only its tests can say. */
  | { readonly verdict: 'left to quality control' };

/** What a value rises or falls from: the median of so long before. */
export const BEFORE_MS = 3_600_000;
/** So many values must be the same, or missing, for all of them to be called so. */
const LEAST_LOOKS = 3;

/**
 * Whether an expectation comes true in what was seen from BEFORE_MS before it to its end, in the order of time. One value
 * beyond the number is enough; `flat` and `missing` must hold all the time. Of flags only those can be judged here that
 * the contract's span of a parameter decides.
 */
export function judge(expectation: DatedExpectation, looks: readonly Look[]): Verdict {
  const { sees, fromMs, toMs } = expectation;
  const during = looks.filter(({ t }) => t >= fromMs && t <= toMs);
  const value = ({ truth, measured }: Look) => (expectation.in === 'truth' ? truth : (measured ?? undefined));
  switch (sees.sign) {
    case 'above':
      return reached(during, value, 1, sees.by);
    case 'below':
      return reached(during, value, -1, sees.by);
    case 'rises by':
    case 'falls by': {
      const before = median(looks.filter(({ t }) => t > fromMs - BEFORE_MS && t <= fromMs).map(value));
      const change = (look: Look) => minus(value(look), before);
      const sign = sees.sign === 'rises by' ? 1 : -1;
      return reached(during, change, sign, sign * sees.by);
    }
    case 'off by':
      return reached(during, (look) => magnitude(minus(value(look), look.truth)), 1, sees.by);
    case 'flat': {
      const values = during.map(value).filter((one) => one !== undefined);
      return always(during, values.length >= LEAST_LOOKS && new Set(values).size === 1);
    }
    case 'missing':
      return always(
        during,
        during.length >= LEAST_LOOKS && during.every((look) => value(look) === undefined),
      );
    case 'flag': {
      const [min, max] = parameterOf(expectation.parameter)?.span ?? [0, 0];
      const impossible = during.find((look) => {
        const one = value(look);
        return one !== undefined && (one < min || one > max);
      });
      if (sees.flag === 'suspect' || impossible === undefined) return { verdict: 'left to quality control' };
      return { verdict: 'seen', atMs: impossible.t };
    }
  }
}

/** Whether a figure comes up to the limit (`sign` 1), or down to it (-1). */
function reached(
  looks: readonly Look[],
  figure: (look: Look) => number | undefined,
  sign: 1 | -1,
  limit: number,
): Verdict {
  let nearest: number | undefined;
  for (const look of looks) {
    const one = figure(look);
    if (one === undefined) continue;
    if (sign * one >= sign * limit) return { verdict: 'seen', atMs: look.t };
    if (nearest === undefined || sign * one > sign * nearest) nearest = one;
  }
  return { verdict: 'not seen', ...(nearest !== undefined && { nearest }) };
}

function always([first]: readonly Look[], holds: boolean): Verdict {
  return holds && first !== undefined ? { verdict: 'seen', atMs: first.t } : { verdict: 'not seen' };
}

function median(values: readonly (number | undefined)[]): number | undefined {
  const sorted = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function minus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}

function magnitude(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.abs(value);
}
