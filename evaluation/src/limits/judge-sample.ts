import type { EffluentLimit, LaboratoryOutcome } from '@banyu/contracts';
import { isInside } from '../standards/limits-in-force.ts';

/** What is said of an hour or a sample: undecided where what is known allows both. */
export const VERDICTS = ['inside', 'outside', 'undecided'] as const;
export type Verdict = (typeof VERDICTS)[number];

type Bounds = Pick<EffluentLimit, 'min' | 'max'>;

/**
 * A laboratory's result against a limit. `<0.05` is inside where no value below 0.05 would be outside, and undecided
 * where the limit is lower than the laboratory can see. Undefined when it was not analysed.
 */
export function judgeOutcome(outcome: LaboratoryOutcome, limit: Bounds): Verdict | undefined {
  switch (outcome.kind) {
    case 'value':
      return isInside(outcome.value, limit) ? 'inside' : 'outside';
    case 'below':
      return judgeBelow(outcome.limit, limit);
    case 'above':
      return judgeAbove(outcome.limit, limit);
    case 'not-analysed':
      return undefined;
  }
}

/** Anything below `edge`. */
function judgeBelow(edge: number, { min, max }: Bounds): Verdict {
  if (min !== null && edge <= min) return 'outside';
  return min === null && (max === null || edge <= max) ? 'inside' : 'undecided';
}

/** Anything above `edge`. */
function judgeAbove(edge: number, { min, max }: Bounds): Verdict {
  if (max !== null && edge >= max) return 'outside';
  return max === null && (min === null || edge >= min) ? 'inside' : 'undecided';
}
