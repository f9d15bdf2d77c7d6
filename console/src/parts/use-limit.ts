import type { ApiPlant, ApiPlantLimits, EffluentLimit } from '@banyu/contracts';
import { useEffect, useState } from 'preact/hooks';
import type { SeriesRef } from '../series-key.ts';
import { useServices } from '../services.ts';

export interface ShownLimit extends EffluentLimit {
  readonly regulation: string;
}

/** The limit in force for a series; undefined elsewhere than at the compliance point, or while it is not known. */
export function useLimit(
  { id, standard, points }: ApiPlant,
  { point, parameter }: SeriesRef,
): ShownLimit | undefined {
  const { api } = useServices();
  const [inForce, setInForce] = useState<ApiPlantLimits['inForce']>(null);
  const isJudged = standard !== null && points.some((each) => each.id === point && each.compliancePoint);
  useEffect(() => {
    setInForce(null);
    if (!isJudged) return;
    let isCurrent = true;
    void api.ofPlant<ApiPlantLimits>(id, 'limits').then((answer) => {
      if (isCurrent && answer.status === 'ok') setInForce(answer.value.inForce);
    });
    return () => {
      isCurrent = false;
    };
  }, [api, id, standard, isJudged]);
  const limit = inForce?.limits.find((each) => each.parameter === parameter);
  return inForce === null || limit === undefined ? undefined : { ...limit, regulation: inForce.regulation };
}
