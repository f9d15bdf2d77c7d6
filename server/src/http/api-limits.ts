import type { ApiLimits } from '@banyu/contracts';
import type { LimitsInForce } from '@banyu/evaluation';

/** Limits in force as the API shows them. */
export function apiLimits({ from, to, standard, tier, tierBy }: LimitsInForce): ApiLimits {
  const { id, regulation, annex, source } = standard;
  const { fromM3PerDay, toM3PerDay, limits } = tier;
  const origin = { standard: id, regulation, annex, source };
  return { from, to, ...origin, fromM3PerDay, toM3PerDay, tierBy, limits: [...limits] };
}
