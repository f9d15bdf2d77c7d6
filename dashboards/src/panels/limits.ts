import type { ThresholdsConfigBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { coloursFrom } from './colours.ts';

/** The plant's effluent standard for one parameter, canonical unit. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
}

const OUTSIDE = 'red';
const INSIDE = 'green';

/** Limits as Grafana's thresholds. Undefined where no limit is known: then none is drawn. */
export function thresholdsOf({ min, max }: Limits): ThresholdsConfigBuilder | undefined {
  if (min === undefined && max === undefined) return undefined;
  const above = max === undefined ? [] : ([[max, OUTSIDE]] as const);
  return min === undefined ? coloursFrom(INSIDE, ...above) : coloursFrom(OUTSIDE, [min, INSIDE], ...above);
}
