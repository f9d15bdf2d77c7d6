import type { Thresholds } from '../grafana/model.ts';

/** The plant's effluent standard for one parameter, canonical unit. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
}

const OUTSIDE = 'red';
const INSIDE = 'green';

/** Limits as Grafana's steps: from a value on, a colour. Undefined where no limit is known: then none is drawn. */
export function thresholdsOf({ min, max }: Limits): Thresholds | undefined {
  if (min === undefined && max === undefined) return undefined;
  return {
    mode: 'absolute',
    steps: [
      { value: null, color: min === undefined ? INSIDE : OUTSIDE },
      ...(min === undefined ? [] : [{ value: min, color: INSIDE }]),
      ...(max === undefined ? [] : [{ value: max, color: OUTSIDE }]),
    ],
  };
}
